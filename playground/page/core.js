// The core in its worker: core.ask({do: "step", count: 10}) gives a promise of the answer.
const kLongestRequest = 1000000;  // letters; four bytes each must fit on the stack of the core

const core = {
  waiting: new Map(),  // by number: who waits for an answer
  last: 0,

  async unpacked(name) {
    const packed = Uint8Array.from(atob(page.data(name)), (c) => c.charCodeAt(0));
    return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip")));
  },

  // d3 and Plot, which the other scripts work with, and the module for the worker.
  async unpack() {
    const libraries = await (await core.unpacked("libraries")).text();
    document.head.append(page.element("script", {}, libraries));
    core.wasm = await (await core.unpacked("module")).arrayBuffer();
    core.source = await (await core.unpacked("module-script")).text() + "\n"
      + page.data("worker-script");
  },

  start() {
    const address = URL.createObjectURL(new Blob([core.source], {type: "text/javascript"}));
    core.worker = new Worker(address);
    core.ready = new Promise((resolve, reject) => {
      core.waiting.set(0, (answer) => answer.error ? reject(new Error(answer.error)) : resolve());
      core.worker.onerror = (event) => reject(new Error(event.message || "the worker failed"));
    });
    core.worker.onmessage = ({data}) => {
      core.waiting.get(data.number)?.(JSON.parse(data.answer));
      core.waiting.delete(data.number);
    };
    core.worker.postMessage({wasm: core.wasm});
    return core.ready;
  },

  ask(request) {
    const text = JSON.stringify(request);
    if (text.length > kLongestRequest) return Promise.resolve({error: words.tooLong});
    const number = ++core.last;
    const answer = new Promise((resolve) => core.waiting.set(number, resolve));
    core.ready.then(() => core.worker.postMessage({number, request: text}));
    return answer;
  },

  // Whatever is computed is given up; the networks are gone.
  async restart() {
    core.worker.terminate();
    core.waiting.delete(0);  // its start, where that is given up too
    for (const answer of core.waiting.values()) answer({error: words.givenUp});
    core.waiting.clear();
    await core.start();
  },
};
