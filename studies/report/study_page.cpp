#include <actlab/studies/report/study_page.h>

#include <algorithm>
#include <map>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/io/json.h>
#include <actlab/studies/findings/leaderboard.h>
#include <actlab/studies/findings/study_configuration.h>
#include <actlab/studies/report/paper_tables.h>
#include <actlab/studies/store/stored_json.h>
#include <actlab/studies/store/text_hash.h>

namespace actlab::studies {
namespace {

std::string fenced(const std::string& content, const char* language = "") {
  const char* const end = content.ends_with('\n') ? "" : "\n";
  return text("```", language, "\n", content, end, "```\n\n");
}

std::string standing(const RecordedStudy& study, const PageRequest& request) {
  std::int64_t done = 0, diverged = 0, failed = 0;
  for (const Trial& trial : study.trials) {
    done += has_result(trial);
    diverged += has_result(trial) && trial.outcome.value_or(Outcome::ok) != Outcome::ok;
    failed += trial.state == TrialState::failed;
  }
  const std::int64_t asked = std::max<std::int64_t>(request.trainings, std::ssize(study.trials));
  std::string result = text(done, " of ", asked, " trainings are done");
  if (diverged > 0) result += text(", ", diverged, " of them diverged (a result: accuracy 0)");
  if (failed > 0) result += text(", ", failed, " failed");
  result += done < asked
                ? ". What is missing is marked: *not run*, fewer seeds, rates not tried.\n\n"
                : ".\n\n";
  return result;
}

// The remark of a result ends with "on PROCESSOR".
std::string processors(const RecordedStudy& study) {
  std::map<std::string, std::int64_t> counts;
  for (const Trial& trial : study.trials) {
    const std::size_t place = trial.error.rfind("; ");
    const std::string last =
        place == std::string::npos ? trial.error : trial.error.substr(place + 2);
    if (has_result(trial) && last.starts_with("on ")) ++counts[last.substr(3)];
  }
  if (counts.empty()) return "";
  const std::string named = joined(
      counts, ", ", [](const auto& entry) { return text(entry.first, " (", entry.second, ")"); });
  return text("Trained on: ", named, ".\n\n");
}

std::string commands_text(const PageRequest& request) {
  std::string lines;
  for (const std::string& command : request.commands) lines += command + '\n';
  return lines.empty() ? "" : fenced(lines, "sh");
}

std::string again_text(const PageRequest& request) {
  if (request.example.empty()) return "";
  return text("## Any row again\n\n",
              "The last column of [rows.csv](rows.csv) is the command that trains the row again, "
              "alone. On a processor of the kind that its remark names it ends with the same "
              "accuracy to the last digit, at any number of threads:\n\n",
              fenced(request.example, "sh"));
}

// A folder of images has a line a class.
bool is_long(const std::string& data) { return std::ranges::count(data, '\n') > 20; }

std::string data_text(const PageRequest& request) {
  if (request.data.empty()) return "";
  return text("## Data\n\n",
              "Files, bytes, hash of names and sizes, group, as a run checks them when it is "
              "resumed:",
              is_long(request.data) ? " [data.txt](data.txt).\n\n" : "\n\n" + fenced(request.data));
}

std::string files_text(const std::vector<PageFile>& files) {
  std::vector<std::vector<std::string>> lines = {{"file", "bytes", "FNV-1a, 64 bits"}};
  for (const PageFile& file : files) {
    lines.push_back({text("[", file.name, "](", file.name, ")"), text(file.content.size()),
                     "`" + text_hash(file.content) + "`"});
  }
  return "## Files\n\n" + markdown_table(lines);
}

// Those of the paper's tables that any column stands in, and what is said of all of them.
std::vector<Sheet> sheets_of(const RecordedStudy& study) {
  std::vector<Sheet> sheets = paper_tables({&study, 1});
  std::erase_if(sheets, [](const Sheet& sheet) {
    const bool empty = std::ranges::count(sheet.notes, "Ours: not run.") > 0;
    return empty || sheet.lines.empty() || sheet.id == "published-ranks";
  });
  return sheets;
}

std::string readable(const std::string& json) {
  return json_or_text(json).dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::vector<PageFile> study_page(const RecordedStudy& study, const PageRequest& request) {
  const std::vector<OwnColumn> columns = own_columns({&study, 1});
  std::vector<Sheet> own;
  const std::vector<ActivationCost> costs = parse_costs(request.costs, "costs.jsonl");
  for (const OwnColumn& column : columns) {
    own.push_back(activations_sheet(column, costs, request.wanted));
    if (own.size() > 1) own.back().id += text("-", own.size());
  }
  const std::vector<Sheet> sheets = sheets_of(study);
  std::vector<PageFile> files = {
      {"rows.csv", request.rows_csv},
      {"configuration.json", readable(study_configuration(study))},
      {"medians.svg", medians_picture(columns)},
      {"tables.md", "# The paper's tables, and ours\n\n" + markdown(sheets)},
      {"tables.html", html("The paper's tables, and ours", sheets)}};
  for (const Sheet& sheet : own) files.push_back({sheet.id + ".csv", csv(sheet)});
  for (const Sheet& sheet : sheets)
    files.push_back({text("tables-", sheet.id, ".csv"), csv(sheet)});
  if (!request.costs.empty()) files.push_back({"costs.jsonl", request.costs});
  if (is_long(request.data)) files.push_back({"data.txt", request.data});

  std::vector<Sheet> said;  // on the page itself; the published tables are long
  for (const Sheet& sheet : sheets) {
    if (sheet.id == "table3" || !sheet.id.starts_with("table")) said.push_back(sheet);
  }
  const std::string page =
      text("# ", study.study.name, "\n\n", standing(study, request), processors(study),
           request.protocol.empty() ? "" : fenced(request.protocol), commands_text(request),
           "![Medians with intervals](medians.svg)\n\n", markdown(own), "\n", markdown(said), "\n",
           again_text(request), data_text(request), files_text(files));
  files.insert(files.begin(), {"README.md", page});
  return files;
}

}  // namespace actlab::studies
