// A headless Chromium that is told what to do over a pipe (the Chrome DevTools Protocol, messages
// of JSON between zero bytes), as a person would do it: keys, clicks, addresses.
const {spawn, execFileSync} = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

const findChromium = () => ["chromium", "chromium-browser", "google-chrome"].find((name) => {
  try {
    return execFileSync("sh", ["-c", `command -v ${name}`]).length > 0;
  } catch {
    return false;
  }
});

class Browser {
  constructor(program) {
    this.profile = fs.mkdtempSync(path.join(os.tmpdir(), "playground-browser-"));
    this.child = spawn(program, ["--headless", "--no-sandbox", "--disable-gpu",
      "--remote-debugging-pipe", `--user-data-dir=${this.profile}`, "about:blank"],
      {stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"]});
    this.last = 0;
    this.waiting = new Map();
    this.said = [];      // on the console, exceptions too
    this.requested = [];  // addresses, but for those of the page itself
    this.workers = [];   // sessions
    let rest = "";
    this.child.stdio[4].on("data", (bytes) => {
      const messages = (rest + bytes).split("\0");
      rest = messages.pop();
      for (const message of messages) this.take(JSON.parse(message));
    });
  }

  take({id, method, params, result, error, sessionId}) {
    if (id !== undefined) {
      const {resolve, reject} = this.waiting.get(id);
      this.waiting.delete(id);
      return error === undefined ? resolve(result) : reject(new Error(error.message));
    }
    const texts = {"Runtime.consoleAPICalled": () => params.args.map((arg) => arg.value).join(" "),
                   "Runtime.exceptionThrown": () => params.exceptionDetails.exception?.description
                     ?? params.exceptionDetails.text,
                   "Log.entryAdded": () => params.entry.text};
    if (texts[method] !== undefined) this.said.push(texts[method]());
    if (method === "Network.requestWillBeSent"
        && !/^(file|data|blob):/.test(params.request.url)) this.requested.push(params.request.url);
    if (method === "Target.attachedToTarget" && params.targetInfo.type === "worker") {
      this.workers.push(params.sessionId);
    }
    return sessionId;
  }

  send(method, params = {}, sessionId = this.session) {
    const id = ++this.last;
    this.child.stdio[3].write(JSON.stringify({id, method, params, sessionId}) + "\0");
    return new Promise((resolve, reject) => this.waiting.set(id, {resolve, reject}));
  }

  // A new tab; `before` is a script that runs before those of the page.
  async open(address, {width = 1280, height = 900, dark = false, before = ""} = {}) {
    if (this.target !== undefined) await this.send("Target.closeTarget", {targetId: this.target});
    this.session = undefined;
    this.workers = [];
    ({targetId: this.target} = await this.send("Target.createTarget", {url: "about:blank"}));
    ({sessionId: this.session} = await this.send("Target.attachToTarget",
                                                 {targetId: this.target, flatten: true}));
    for (const domain of ["Runtime", "Page", "Network", "Log", "DOM"]) {
      await this.send(domain + ".enable");
    }
    await this.send("Target.setAutoAttach", {autoAttach: true, flatten: true,
                                             waitForDebuggerOnStart: false});
    await this.size(width, height);
    await this.send("Emulation.setEmulatedMedia", {features: [
      {name: "prefers-color-scheme", value: dark ? "dark" : "light"}]});
    if (before !== "") await this.send("Page.addScriptToEvaluateOnNewDocument", {source: before});
    await this.send("Page.navigate", {url: address});
  }

  size(width, height) {
    return this.send("Emulation.setDeviceMetricsOverride",
                     {width, height, deviceScaleFactor: 1, mobile: width < 500});
  }

  // Of the page, or of a worker's session; promises are waited for.
  async value(expression, session = this.session) {
    const {result, exceptionDetails} = await this.send("Runtime.evaluate",
      {expression, awaitPromise: true, returnByValue: true}, session);
    if (exceptionDetails !== undefined) {
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    }
    return result.value;
  }

  async until(expression, seconds = 60) {
    for (const begin = Date.now(); Date.now() - begin < 1000 * seconds;) {
      if (await this.value(expression)) return true;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return false;
  }

  async key(key, {text, shift = false} = {}) {
    const codes = {Tab: 9, Enter: 13, " ": 32, ArrowLeft: 37, ArrowUp: 38, ArrowRight: 39,
                   ArrowDown: 40};
    const event = {key, code: key === " " ? "Space" : key, windowsVirtualKeyCode: codes[key],
                   modifiers: shift ? 8 : 0, text: text ?? {Enter: "\r", " ": " "}[key]};
    await this.send("Input.dispatchKeyEvent", {type: "keyDown", ...event});
    await this.send("Input.dispatchKeyEvent", {type: "keyUp", ...event});
  }

  async picture(file) {
    const {data} = await this.send("Page.captureScreenshot", {format: "png"});
    fs.writeFileSync(file, Buffer.from(data, "base64"));
  }

  close() {
    this.child.kill();
    this.child.on("exit", () => fs.rmSync(this.profile, {recursive: true, force: true,
                                                         maxRetries: 5}));
  }
}

module.exports = {Browser, findChromium};
