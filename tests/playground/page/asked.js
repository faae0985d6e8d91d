// What the scripts here share: a core to ask, native or in WebAssembly, and the page's own scripts
// without a page.
const {spawn} = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const readline = require("node:readline");
const vm = require("node:vm");

const root = path.resolve(__dirname, "../../..");

// From the program that answers line by line.
const nativeCore = (program, environment = {}) => {
  const child = spawn(program, {env: {...process.env, ...environment},
                                stdio: ["pipe", "pipe", "inherit"]});
  const waiting = [];
  readline.createInterface({input: child.stdout})
    .on("line", (line) => waiting.shift()(JSON.parse(line)));
  child.on("exit", (code) => { if (waiting.length > 0) throw new Error(`it ended with ${code}`); });
  return {
    ask: (request) => new Promise((resolve) => {
      waiting.push(resolve);
      child.stdin.write(JSON.stringify(request) + "\n");
    }),
    end: () => child.stdin.end(),
  };
};

// From a folder with playground_module.js and playground_module.wasm.
const browserCore = async (folder) => {
  const file = path.resolve(folder, "playground_module");
  const core = await require(file + ".js")({wasmBinary: fs.readFileSync(file + ".wasm")});
  const answer = core.cwrap("actlab_answer", "string", ["string"]);
  return {ask: async (request) => JSON.parse(answer(JSON.stringify(request))), end: () => {},
          bytes: () => core.HEAPU8?.length};
};

// Names that these scripts of the page define.
const pageScripts = (files, names) => {
  const page = {address: {set: () => {}, parts: () => ({state: new Map()})}};
  const d3 = require(path.join(root, "third_party/d3/d3.min.js"));
  const source = files.map((name) =>
    fs.readFileSync(path.join(root, "playground/page", name + ".js"), "utf8")).join("\n");
  return vm.runInNewContext(`${source}\n({${names.join(", ")}})`, {page, d3, Math, Object});
};

module.exports = {nativeCore, browserCore, pageScripts, root};
