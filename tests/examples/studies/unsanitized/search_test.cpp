// ./run search: from the command to the last line, and through every fault.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include <actlab/core/io/json.h>
#include <actlab/studies/store/store.h>
#include "tests/examples/studies/search_folder.h"

using namespace actlab;
using namespace actlab::test;
using studies::Trial;
using studies::TrialStore;

namespace {

Json last_line(const Run& result) {
  const std::string& text = result.output;
  const std::size_t begin = text.rfind('\n', text.size() - 2) + 1;
  return parse_json(text.substr(begin), "the last line");
}

// What was proposed and trained, in one text.
std::string history(const std::string& address) {
  TrialStore store = TrialStore::open(address, studies::Missing::refuse);
  std::string result;
  for (const studies::Study& study : store.studies()) {
    for (const auto& proposal : store.proposals(study.id)) {
      result +=
          text(proposal.number, ' ', proposal.tokens, ' ', proposal.trial.reward.value(), '\n');
    }
    for (const Trial& trial : store.trials(study.id)) {
      if (trial.rung > 0 || study.kind == "grid") {
        result += text(trial.formula, ' ', trial.seed, ' ', trial.reward.value(), '\n');
      }
    }
  }
  return result;
}

}  // namespace

TEST_CASE("search: ends with one JSON object and the same command again only prints it") {
  const SearchFolder folder;
  const Run first = run(folder.search());
  REQUIRE_MESSAGE(first.code == 0, first.output);
  const Json found = last_line(first);
  CHECK(found.at("best_formula").get<std::string>() != "relu");
  CHECK(found.at("best_reward").get<double>() >= 0.0);
  CHECK(found.at("relu_reward").get<double>() >= 0.0);
  CHECK(found.at("seeds") == 2);
  const Run again = run(folder.search());
  CHECK(last_line(again) == found);
  const Run other = run(folder.search() + " --searcher random");
  CHECK(other.code == 2);
  CHECK(contains(other, "[search] 's' was started with other settings: "));
  CHECK(contains(run("study top --name s --store " + folder.store()), "rank  reward"));
  CHECK(contains(run("study parts --name s --store " + folder.store()), "among the best 50"));
  CHECK(contains(run("study parts --name 's confirmed' --store " + folder.store()),
                 "no result of a search's candidate"));
  CHECK(contains(run("study show --name s --store " + folder.store()), "waiting 0  running 0"));
  CHECK(contains(run("study list --store " + folder.store()), "s confirmed"));
}

TEST_CASE("search: killed again and again it ends as one undisturbed") {
  const SearchFolder whole, killed;
  REQUIRE(run(whole.search()).code == 0);
  for (const char* seconds : {"0.3", "0.9", "1.7", "1.2"}) {
    run_in_shell(std::string(ACTLAB_PROGRAMS) + "/" + killed.search() + " & sleep " + seconds +
                 "; kill -9 $!; wait");
  }
  const Run end = run(killed.search());
  REQUIRE_MESSAGE(end.code == 0, end.output);
  CHECK(history(killed.store()) == history(whole.store()));
}

TEST_CASE("search: a second one of the same name is refused with a sentence") {
  const SearchFolder folder;
  const std::string first = std::string(ACTLAB_PROGRAMS) + "/" + folder.search(500);
  const std::string output = folder / "output";
  const Run both = run_in_shell(first + " > " + output + " 2>&1 & until grep -q proposed " +
                                output + " || ! kill -0 $!; do sleep 0.05; done; " + first +
                                "; echo code $?; kill -TERM $!; wait");
  CHECK(contains(both, "[search] 's' is being run by "));
  CHECK(contains(both, "stop that one first, or choose another --name"));
  CHECK(contains(both, "code 2"));
}

TEST_CASE("search: a store that is none is an error in one sentence") {
  const SearchFolder folder;
  std::ofstream(folder.store()) << std::string(8192, 'x');
  const Run foreign = run(folder.search());
  CHECK(foreign.code == 1);
  CHECK(foreign.output.starts_with("error: [store] "));
  CHECK(std::ranges::count(foreign.output, '\n') == 1);
  CHECK(run("search --store /proc/none/s.db").code == 1);
  CHECK(run("worker --store " + folder / "none.db").code != 0);
  CHECK(run("study list --store " + folder / "none.db").code != 0);
  CHECK(run("search --preset smok").code == 2);
}

TEST_CASE("search: verify trains the best beside relu and swish and writes tables") {
  const SearchFolder folder;
  REQUIRE(run(folder.search()).code == 0);
  const Run verified =
      run("search verify --top 2 --name s --models resnet8 --data cifar10 --steps 5 --seeds 2 "
          "--batch-size 10 --validation 0 --evaluate on --output " +
          folder / "v" + folder.common());
  REQUIRE_MESSAGE(verified.code == 0, verified.output);
  CHECK(contains(verified,
                 "Accuracy on the test part of cifar10 in per cent after 5 steps, "
                 "median of 2 seeds"));
  CHECK(contains(verified, "| `swish` "));
  CHECK(read(folder / "v.md").starts_with("Accuracy on the test part"));
  CHECK(std::ranges::count(read(folder / "v.csv"), '\n') == 5);
}
