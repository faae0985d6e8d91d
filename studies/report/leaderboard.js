// The ranking, and where functions with a name stand in it.
const seedsText = (level) => {
  const [low, high] = d3.extent(level.rewards);
  const count = level.rewards.length;
  return count === 1 ? "1" : `${count} (${rewardText(low)} to ${rewardText(high)})`;
};

const standingText = (level) =>
  ({trained: null, pruned: "stopped early", stopped: "diverged or constant"})[level.standing];

const boardColumns = (extra = [], named = true) => [
  {title: "Rank", value: (entry) => entry.rank, number: true},
  {title: "Picture", value: (entry) => functions[entry.function].formula,
   cell: (_, entry) => functionPicture(entry.function)},
  {title: "Formula", value: (entry) => functions[entry.function].formula, wide: true,
   cell: (_, entry) => formulaCell(entry.function, entry.setting, named)},
  ...extra,
  {title: "Reward", value: (entry) => top(entry).reward, cell: rewardText, number: true},
  {title: "Budget", value: (entry) => top(entry).budget, cell: stepsText, number: true},
  {title: "Seeds (range)", value: (entry) => top(entry).rewards.length,
   cell: (_, entry) => seedsText(top(entry)), number: true},
  {title: "Remark", value: (entry) => standingText(top(entry)), cell: (text) => text ?? ""}];

page.section("leaderboard", (section) => {
  forOneStudy(section, "leaderboard-study", isRanked,
    (place, study) => page.table(place, {
      caption: `Ranked in ${study.name}: ${page.number(study.entries.length)}`,
      rows: study.entries, shown: 20, columns: boardColumns()}));
});

page.section("known", (section) => {
  const named = (study) => isGrid(study) ? [] :
    study.entries.filter((entry) => functions[entry.function].name !== undefined);
  if (!studies.some((study) => named(study).length > 0)) {
    section.append(page.element("p", {}, "None of them was tried."));
    return;
  }
  const columns = (study) => [
    {title: "Name", value: (entry) => functions[entry.function].name},
    {title: "Source", value: (entry) => functions[entry.function].source || null}];
  forOneStudy(section, "known-study", (study) => named(study).length > 0, (place, study) => {
    const best = (entry) => d3.max(study.entries.flatMap((other) => other.levels)
      .filter((level) => level.budget === top(entry).budget), (level) => level.reward);
    page.table(place, {
      caption: `Of ${page.number(study.entries.length)} ranked in ${study.name}`,
      rows: named(study), shown: 20,
      columns: [...columns(study), ...boardColumns([
        {title: "Behind the best", number: true,
         value: (entry) => best(entry) - top(entry).reward, cell: rewardText}], false)]});
  });
});
