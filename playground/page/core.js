// The core in its worker: core.ask({do: "step", count: 10}) gives a promise of the answer.
const core = {
  waiting: new Map(),
  last: 0,

  async start() {
    const packed = Uint8Array.from(atob(page.data("module")), (c) => c.charCodeAt(0));
    const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    const wasm = await new Response(unpacked).arrayBuffer();
    const source = page.data("module-script") + "\n" + page.data("worker-script");
    const address = URL.createObjectURL(new Blob([source], {type: "text/javascript"}));
    core.worker = new Worker(address);
    const ready = new Promise((resolve, reject) => {
      core.waiting.set(0, resolve);
      core.worker.onerror = (event) => reject(new Error(event.message || "the worker failed"));
    });
    core.worker.onmessage = ({data}) => {
      core.waiting.get(data.number)(JSON.parse(data.answer));
      core.waiting.delete(data.number);
    };
    core.worker.postMessage({wasm}, [wasm]);
    await ready;
    URL.revokeObjectURL(address);
  },

  ask(request) {
    const number = ++core.last;
    const answer = new Promise((resolve) => core.waiting.set(number, resolve));
    core.worker.postMessage({number, request: JSON.stringify(request)});
    return answer;
  },
};
