// Every English word of the playground's controls. A translation is another file like this one.
const words = {
  play: "Play", pause: "Pause", step: "One step", reset: "Reset", speed: "steps at a time",
  left: "A", right: "B",
  data: "Data",
  dataNames: {spirals: "spirals", moons: "moons", circles: "circles", checkerboard: "checkerboard",
              fit: "a function to fit", own: "your own points", shapes: "shapes (images)"},
  target: "function to fit", noise: "noise", count: "examples",
  depth: "hidden layers", width: "units of a layer", norm: "BatchNorm",
  norms: {"off": "off", "on": "on", "no-scale": "on, without scale"},
  imageNorm: "ResNet-8 with BatchNorm", imageNorms: {"on": "on", "no-scale": "without scale"},
  skip: "skip connections", rate: "learning rate", optimizer: "optimizer", batch: "batch size",
  init: "initialisation", seed: "seed", end: "last step",
  formula: "activation", start: "start of",
  moreStarts: (count) => count + " more start as the formula says",
  catalog: "All activations, as pictures",
  derivative: "f\u2032(x) = ",
  curves: "f (solid) and f\u2032 (dashed) from \u22128 to 8",
  isConstant: "trains nothing: ", trainsStill: (text) => "; " + text + " is trained still",
  noNumber: (label) => label + " must be a number; the last one stays",
  passedOver: (parts) => "the address says what is no setting here: " + parts.join(", "),
  wantsPoints: "Give points of your own first: draw them, or paste them, and press \u201cUse these "
    + "points\u201d. Nothing is trained until then.",
  nothingOpen: "no networks are open",
  standing: (steps, loss, measure, value) => "step " + steps + "; loss of the last batch " + loss
    + (measure === "mse" ? " (of the standardised target)" : "") + "; test "
    + (words.measures[measure] ?? measure) + " " + value,
  measures: {accuracy: "accuracy", mse: "squared error in the target\u2019s own units",
             loss: "loss"},
  fitted: "What it says of every x, as a line; dots are the test points",
  xAxis: "x", targetAxis: "target", outputAxis: "output of the unit",
  boundary: "What it says of every place; dots are the test points",
  saidOf: (right, all, wrong) => right + " of " + all + " right"
    + (wrong.length > 0 ? "; wrong: " + wrong.join(", ") : ""),
  taken: (label, said) => label + " taken for " + said,
  unitPlane: (site, unit) => "What unit " + unit + " of " + site + " responds to",
  moreSquares: (count) => "and " + count + " more units",
  backToNetwork: "Back to the whole network",
  lossCurves: "Loss", lossAxis: "loss",
  lossAxes: {mse: "loss (squared error of the standardised target)"},
  stepAxis: (size) => "step; each point is the mean of " + size + " losses",
  zOf: (site) => "z of " + site,
  census: (dead, saturated, units) => dead + " dead, " + saturated + " saturated of " + units,
  flat: (share) => share + " % of places are flat",
  bump: (share) => share + " % between \u22125 and 0",
  gradientByDepth: "Gradient by depth", gradientReading: "Root mean square of the gradient that "
    + "enters each activation. A line that falls to the left loses its gradient on the way back.",
  layerAxis: "layer", gradientAxis: "gradient (log\u2081\u2080)",
  updates: "Updates", updatesReading: "log\u2081\u2080 of a step's update over the weights; "
    + "\u22123 is the rule of thumb.", updateAxis: "log\u2081\u2080 update / weight",
  learned: "What the parameters of the function have learned",
  findings: "Findings", nothingFound: "nothing unusual",
  example: "example", lossHere: (loss) => "loss " + loss,
  passageHead: ["layer", "unit", "z", "y = f(z)", "f\u2032(z)", "dL/dy", "dL/dz"],
  writeOut: (layer, unit) => "Write out unit " + unit + " of " + layer,
  writtenOut: (layer, unit) => "Unit " + unit + " of " + layer + ", step by step:",
  normalised: (skips) => "BatchNorm: z = \u03b3 \u00b7 (s \u2212 \u03bc) / \u03c3 + \u03b2"
    + (skips ? " + input" : ""),
  skipped: "with the skip connection: z = s + input",
  moreUnits: (count, layer) => "show " + count + " more units of " + layer,
  moreWeights: (count) => "and so for " + count + " more weights",
  noPassage: "Of images it would be thousands of numbers: choose points or a function to fit.",
  copyLink: "Copy the link", copied: "copied", notCopied: "copy it from the address bar",
  saveCsv: "Save the losses (CSV)", savePicture: "Save the picture (PNG)",
  commands: "The same run on the command line",
  own: "Draw points here, at least ten of two classes, or paste lines of x, y, label into the box. "
    + "They are used when you say so.",
  drawHere: "Place for points: arrow keys move, Enter sets a point, Shift the other class",
  paste: "Points as lines of x, y, label", pasteExample: "0.5, -0.2, 0",
  drawn: "drawn points are", undo: "Remove the last point",
  classShape: (shape, name) => ["disc", "square"][shape] + " (" + name + ")",
  clear: "Clear", usePasted: "Use these points", savePoints: "Save the points (points.csv)",
  tooLong: "too much at once: at most a million letters of points or formulas; take fewer rows",
  noWasm: "This browser cannot run the playground: it lacks WebAssembly with SIMD and exceptions, "
    + "web workers or DecompressionStream. A browser of 2023 or later has all of them.",
  loading: "Starting the core\u2026",
  working: "The core is still computing. ", giveUp: "Give up",
  givenUp: "given up: press Reset to open the networks anew",
  stopped: (why) => "stopped: " + why,
  lessonStart: "Set it up", lessonCheck: "Check",
  lessonPassed: "Right: ", lessonFailed: "Not yet: ",
  lessonKeeps: (label, value) => label + " must stay " + value,
  lessonHas: (what, is, wanted) => what + ": " + is + " (asked for: " + wanted + ")",
  activationOf: (side) => "activation of " + side, multipleOf: (name) => "a multiple of " + name,
  on: "on", off: "off", diverged: "diverged", none: "none", or: " or ",
  atLeast: (value) => "at least " + value, atMost: (value) => "at most " + value,
  below: (value) => "below " + value, between: (low, high) => low + " to " + high,
  lessons: {
    dying: {
      title: "Why ReLU units die",
      text: "A ReLU unit whose z is below 0 for every example gets no gradient and stays there. "
        + "Some start so; a rate that is too high throws more over. Find a learning rate at which "
        + "at least 25 of A\u2019s 64 units are dead after 200 steps, and none of B\u2019s, with "
        + "swish.",
      dead: (side) => "dead units of " + side,
    },
    scale: {
      title: "Why Swish needs BatchNorm\u2019s scale",
      text: "Swish is nearly linear near 0: what it does depends on how wide z is. BatchNorm "
        + "without its scale fixes that width at 1. Set BatchNorm to \u201con\u201d, let the "
        + "network train for 500 steps, and see z of some layer of B become wider than 1.2 or "
        + "narrower than 0.8.",
      widths: "width of z in the layers of B", wanted: "one above 1.2 or below 0.8",
    },
    depth: {
      title: "Vanishing slopes, and what skips do",
      text: "Each sigmoid layer multiplies the gradient by a slope of at most 1/4: after ten "
        + "layers there is nothing left. Try skip connections: they lead around the weights but not "
        + "around the slopes, and help by a factor of a hundred alone. Leave the depth at 10, and "
        + "find what makes the first layer of A get at least a hundredth of the last one\u2019s "
        + "gradient.",
    },
    sine: {
      title: "Sine on spirals",
      text: "A function that turns can draw turns. Find an activation with which A, with two "
        + "hidden layers of 16 units, says 99 % of the spirals\u2019 test points within 1,000 steps.",
    },
    rate: {
      title: "Learning rate against activation",
      text: "No rate suits every function. With plain gradient descent (sgd), find a rate at which "
        + "B, with tanh, passes 95 % of the moons in 600 steps while A, with x^3, fails: it "
        + "diverges or stays below 90 %.",
    },
    gain: {
      title: "Initialisation and gain",
      text: "Layers start so that relu keeps the signal\u2019s size. Another function shrinks it "
        + "or blows it up. At step 0, with ten layers, give A a multiple of tanh for which the "
        + "first layer\u2019s gradient is between half and twice the last one\u2019s.",
    },
    reach: "gradient of A\u2019s first layer over the last one\u2019s",
    accuracyOf: (side) => "test accuracy of " + side + " in %", steps: "steps",
  },
};
