// The study as it stood after its first k trials, ordered as studies/findings/leaderboard.h orders it.
const kStandings = ["trained", "pruned", "stopped"];

const standingOf = (trials) => {
  const fine = trials.filter((trial) => (trial.outcome ?? "ok") === "ok");
  if (fine.some((trial) => trial.state === "complete")) return "trained";
  return fine.length > 0 ? "pruned" : "stopped";
};

const better = (a, b) =>
  kStandings.indexOf(top(a).standing) - kStandings.indexOf(top(b).standing)
  || top(b).budget - top(a).budget || top(b).reward - top(a).reward
  || top(a).first - top(b).first;

// entryOf: from a trial's number to its place among the study's entries.
const boardAfter = (study, entryOf, k) => {
  const trials = ends(study).slice(0, k).filter((trial) => trial.reward !== null);
  const byEntry = d3.groups(trials, (trial) => entryOf.get(trial.number),
                            (trial) => trial.budget);
  const entries = byEntry.map(([entry, levels]) => ({
    ...study.entries[entry],
    levels: d3.sort(levels, ([budget]) => budget).map(([budget, same]) => ({
      budget, standing: standingOf(same), rewards: same.map((trial) => trial.reward),
      reward: d3.median(same, (trial) => trial.reward),
      first: d3.min(same, (trial) => trial.number)}))}));
  const order = entries.sort(better);
  order.forEach((entry, i) => {
    const before = order[i - 1];
    const equal = before !== undefined && top(before).reward === top(entry).reward
      && top(before).budget === top(entry).budget && top(before).standing === top(entry).standing;
    entry.rank = equal ? before.rank : i + 1;
  });
  return order;
};

const trialText = (trial) => {
  const result = trial.reward === null ? "failed" : "reward " + rewardText(trial.reward);
  const outcome = (trial.outcome ?? "ok") === "ok" ? "" : ", " + trial.outcome;
  return `Trial ${trial.number}, seed ${trial.seed}, ${stepsText(trial.budget)}: `
    + `${result}${outcome}`;
};

const bestSoFar = (rewards) => {
  let best = -Infinity;
  return rewards.map((reward) => (best = Math.max(best, reward)));
};

const replayPlot = (trials, width) => {
  const rows = trials.map((trial, i) => ({...trial, k: i + 1}))
                     .filter((trial) => trial.reward !== null);
  if (rows.length === 0) return page.plot({width, height: 80});
  const [low, high] = rewardFrame(rows.map((trial) => trial.reward));
  const budgets = d3.sort(new Set(rows.map((trial) => trial.budget)));
  return page.plot({
    width, height: 240,
    color: {legend: budgets.length > 1, domain: budgets.map(stepsText),
            range: budgets.map((_, i) => page.color(i))},
    x: trialAxis(trials.length),
    y: {label: "reward", domain: [low, high]},
    marks: [Plot.dot(rows, {x: "k", y: (trial) => Math.max(low, trial.reward), r: 2,
                            fill: (trial) => stepsText(trial.budget), fillOpacity: 0.6}),
            Plot.lineY(rows, Plot.mapY(bestSoFar, {
              x: "k", y: "reward", curve: "step-after",
              stroke: (trial) => stepsText(trial.budget)}))]});
};

// A line over the plot that moves without drawing all dots again.
const withMark = (picture) => {
  const [x, y] = [picture.scale("x"), picture.scale("y")];
  if (x === undefined || y === undefined) return () => {};
  const line = d3.selectAll([picture, ...picture.querySelectorAll("svg")])
                 .filter("svg[viewBox]").filter(":not([class*='-swatches'] svg)")
                 .append("line").attr("stroke", "currentColor").attr("stroke-width", 1.5)
                 .attr("y1", y.range[0]).attr("y2", y.range[1]);
  return (k) => line.attr("x1", x.apply(k)).attr("x2", x.apply(k));
};

const replay = (place, study) => {
  const trials = ends(study);
  const entryOf = new Map(study.entries.flatMap((entry, i) => entry.levels.flatMap(
    (level) => level.trials.map((number) => [number, i]))));
  const row = page.controls(place);
  const news = page.element("p", {"aria-live": "polite"});
  const board = page.element("div");
  let k = trials.length;
  let move = () => {};
  place.append(news);
  page.figure(place, {
    title: "Where the slider stands",
    caption: "Lines: the best so far of each budget.",
    description: "All rewards in the order in which trials ended, and a line at the slider.",
    draw: (width) => {
      const picture = replayPlot(trials, width);
      move = withMark(picture);
      move(k);
      return picture;
    }});
  place.append(board);
  page.slider(row, {
    name: "trial", label: "After trial", low: 1, high: trials.length, value: trials.length,
    describe: (now) => `${page.number(now)} of ${page.number(trials.length)}`,
    change: (now) => {
      k = now;
      move(k);
      const trial = trials[k - 1];
      news.replaceChildren(trialText(trial), ", ", page.formula(functions[trial.function].formula));
      board.replaceChildren();
      page.table(board, {caption: `The ten best after ${page.count(k, "trial")}`,
                         rows: boardAfter(study, entryOf, k).slice(0, 10),
                         columns: boardColumns()});
    }});
};

page.section("replay", (section) => {
  forOneStudy(section, "replay-study", isRanked, replay);
});
