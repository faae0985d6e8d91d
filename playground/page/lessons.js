// Six lessons. Each sets the page up, asks for one thing, and checks it on what the core measures:
// check() gets {settings, steps, test, looks} with the two sides in order.
const dead = (look) => d3.sum(Object.values(look.look.sites), (site) => site.slope?.dead ?? 0);
const gradients = (look) => Object.values(look.look.sites).filter((site) => site.slope)
  .map((site) => site.gradient.entering);
const reach = (look) => gradients(look)[0] / gradients(look).at(-1);

const lessons = [
  {
    name: "dying", title: "Why ReLU units die",
    text: "A ReLU unit whose z is below 0 for every example gets no gradient and stays there. Some "
      + "start so; a rate that is too high throws more over. Find a learning rate at which at "
      + "least 25 of A's 64 units are dead after 200 steps, and none of B's, with swish.",
    setup: {data: "circles", a: "relu", b: "swish", depth: 4, width: 16, norm: "off", rate: 0.01},
    check: ({steps, looks}) => [steps >= 200 && dead(looks[0]) >= 25 && dead(looks[1]) === 0,
      `A has ${dead(looks[0])} dead units, B ${dead(looks[1])}, after ${steps} steps`],
  },
  {
    name: "scale", title: "Why Swish needs BatchNorm's scale",
    text: "Swish is nearly linear near 0: what it does depends on how wide z is. BatchNorm without "
      + "its scale fixes that width at 1. Set BatchNorm to \u201con\u201d, let the network train "
      + "for 500 steps, and see z of some layer of B become wider than 1.2 or narrower than 0.8.",
    setup: {data: "spirals", a: "relu", b: "swish", depth: 3, width: 16, norm: "no-scale"},
    check: ({settings: s, steps, looks}) => {
      const widths = Object.values(looks[1].look.sites).filter((site) => site.z)
        .map((site) => site.z.std);
      const wide = widths.some((width) => width > 1.2 || width < 0.8);
      return [s.norm === "on" && steps >= 500 && wide,
        `BatchNorm is ${s.norm}; z of B is ${widths.map((w) => w.toFixed(2)).join(", ")} wide`];
    },
  },
  {
    name: "depth", title: "Vanishing slopes, and what skips do",
    text: "Each sigmoid layer multiplies the gradient by a slope of at most 1/4: after ten layers "
      + "there is nothing left. Try skip connections: they lead around the weights but not around "
      + "the slopes, and help by a factor of a hundred alone. Leave the depth at 10, and find what "
      + "makes the first layer of A get at least a hundredth of the last one's gradient.",
    setup: {data: "moons", a: "sigmoid", b: "relu", depth: 10, width: 16, skip: false, norm: "off"},
    check: ({settings: s, looks}) => [s.depth >= 10 && s.a === "sigmoid" && reach(looks[0]) > 0.01,
      `the first layer of A gets ${reach(looks[0]).toPrecision(2)} of the last one's gradient`],
  },
  {
    name: "sine", title: "Sine on spirals",
    text: "A function that turns can draw turns. Find an activation with which A, with two hidden "
      + "layers of 16 units, says 99 % of the spirals' test points within 1,000 steps.",
    setup: {data: "spirals", a: "relu", b: "relu", depth: 2, width: 16, norm: "off", rate: 0.01},
    check: ({settings: s, steps, test}) => [s.data === "spirals" && s.depth <= 2 && s.width <= 16
      && steps <= 1000 && test[0].accuracy >= 0.99,
      `A has ${(100 * test[0].accuracy).toFixed(1)} % after ${steps} steps`],
  },
  {
    name: "rate", title: "Learning rate against activation",
    text: "No rate suits every function. With plain gradient descent (sgd), find a rate at which "
      + "B, with tanh, passes 95 % of the moons in 600 steps while A, with x^3, fails: it diverges "
      + "or stays below 90 %.",
    setup: {data: "moons", a: "x^3", b: "tanh", depth: 2, width: 8, optimizer: "sgd", rate: 0.001,
            norm: "off"},
    check: ({settings: s, steps, test, ended}) => [s.optimizer === "sgd" && s.b === "tanh"
      && steps >= 600 && test[1].accuracy >= 0.95
      && (ended[0].includes("finite") || test[0].accuracy < 0.9),
      `A ${(100 * test[0].accuracy).toFixed(1)} %, B ${(100 * test[1].accuracy).toFixed(1)} %`],
  },
  {
    name: "gain", title: "Initialisation and gain",
    text: "Layers start so that relu keeps the signal's size. Another function shrinks it or blows "
      + "it up. At step 0, with ten layers, give A a multiple of tanh for which the first layer's "
      + "gradient is between half and twice the last one's.",
    setup: {data: "circles", a: "0.5 * tanh(x)", b: "relu", depth: 10, width: 32, skip: false,
            norm: "off"},
    check: ({settings: s, steps, looks}) => [s.a.includes("tanh") && s.depth >= 10 && steps === 0
      && reach(looks[0]) > 0.5 && reach(looks[0]) < 2,
      `step ${steps}: the first layer of A gets ${reach(looks[0]).toPrecision(2)} of the last `
      + "one's"],
  },
];
