// Runs in a Web Worker, so that the page never freezes: one request in, one answer out. The
// module's own script stands before this one.
self.onmessage = async ({data: start}) => {
  const say = (number, answer) => self.postMessage({number, answer});
  const failure = (error) => JSON.stringify({error: "the core stopped: " + String(error)});
  let ask;
  try {
    self.core = await actlabModule({wasmBinary: start.wasm});
    ask = self.core.cwrap("actlab_answer", "string", ["string"]);
  } catch (error) {  // a browser without SIMD, or without exceptions
    return say(0, failure(error));
  }
  self.onmessage = ({data}) => {
    let answer;
    try {
      answer = ask(data.request);
    } catch (error) {  // no memory left, or the stack
      answer = failure(error);
    }
    say(data.number, answer);
  };
  say(0, "{}");
};
