// Runs in a Web Worker, so that the page never freezes: one request in, one answer out. The module's
// own script stands before this one.
self.onmessage = async ({data: start}) => {
  const core = await actlabModule({wasmBinary: start.wasm});
  const ask = core.cwrap("actlab_answer", "string", ["string"]);
  self.onmessage = ({data}) => {
    let answer;
    try {
      answer = ask(data.request);
    } catch (error) {  // no memory left, or the stack
      answer = JSON.stringify({error: "the core stopped: " + String(error)});
    }
    self.postMessage({number: data.number, answer});
  };
  self.postMessage({number: 0, answer: "{}"});
};
