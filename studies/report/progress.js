// Reward over time, searcher beside searcher.

// The frame in which rewards are drawn: a few that are much lower than the rest (diverged ones have
// 0) would press all others together at the top, so it begins at Tukey's lower fence. What lies
// below is drawn at the edge.
const rewardFrame = (rewards) => {
  const [lower, upper] = [d3.quantile(rewards, 0.25), d3.quantile(rewards, 0.75)];
  const high = d3.max(rewards);
  const low = Math.max(d3.min(rewards), lower - 1.5 * (upper - lower));
  const air = 0.04 * (high - low) || 0.01;
  return [low - air, high + air];
};

// An axis of trials that ended: whole numbers, also where there are few.
const trialAxis = (count) => ({
  label: "trials ended", domain: [0, count + 1], ticks: Math.min(12, count + 1)});

const curvesAt = (budget) => studies.flatMap((study) => {
  const curve = isGrid(study) ? undefined : study.progress.find((progress) => progress.budget === budget);
  if (curve === undefined) return [];
  const formulas = new Map(ends(study).map((t) => [t.number, functions[t.function].formula]));
  return curve.rewards.map((reward, i) => ({
    study: study.name, k: i + 1, reward, best: curve.best[i], median: curve.median[i],
    formula: formulas.get(curve.trials[i])}));
});

const progressPlot = (rows, width) => {
  const [low, high] = rewardFrame(rows.map((row) => row.reward));
  const inside = (key) => (row) => Math.max(low, row[key]);
  const line = {x: "k", z: "study", stroke: "study"};
  return page.plot({
    width, height: 380, color: {...studyColors, legend: studies.length > 1},
    x: trialAxis(d3.max(rows, (row) => row.k)), y: {label: "reward", domain: [low, high]},
    marks: [
      Plot.dot(rows, {x: "k", y: inside("reward"), stroke: "study", strokeOpacity: 0.45, r: 2,
                      channels: {formula: (row) => shorter(row.formula),
                                 exactly: (row) => rewardText(row.reward)},
                      tip: {format: {y: false, stroke: studies.length > 1, x: true}}}),
      Plot.lineY(rows, {...line, y: inside("best"), curve: "step-after", strokeWidth: 1.5,
                        strokeDasharray: "5 3"}),
      Plot.lineY(rows, {...line, y: inside("median"), strokeWidth: 2.5})]});
};

page.section("progress", (section) => {
  const budgets = d3.sort(new Set(
    studies.filter(isRanked).flatMap((study) => study.progress.map((progress) => progress.budget))));
  const row = page.controls(section);
  let rows = [];
  let figure = null;
  page.choice(row, {name: "budget", label: "Budget", options: budgets.map(stepsText),
                    change: (i) => {
                      rows = curvesAt(budgets[i]);
                      figure?.redraw();
                    }});
  figure = page.figure(section, {
    title: "Reward of each trial",
    caption: "Dots: trials. Dashed: the best so far. Solid: median of the last 25. Dots on the "
      + "lower edge lie below it.",
    description: "The leaderboard holds the same rewards as a table.",
    draw: (width) => progressPlot(rows, width)});
});
