#include <actlab/training/task_table.h>

#include <doctest/doctest.h>

#include <utility>

#include <actlab/tasks/table.h>
#include "tests/support/error_text.h"

using namespace actlab;
using training::TaskTable;

namespace {

template <class Table>
concept finds_in = requires(Table table) {
  training::find_task(std::forward<Table>(table), "points");
};

template <class Table>
concept finds_settings_in = requires(Table table) {
  training::find_settings(std::forward<Table>(table), "nasnet");
};

template <class Table>
concept finds_task_of_json_in = requires(Table table) {
  training::find_task_of(std::forward<Table>(table), "{}", "a test");
};

// A table that has a name is searched, const or not; a temporary one is not.
static_assert(finds_in<TaskTable&> && finds_in<const TaskTable&>);
static_assert(!finds_in<TaskTable> && !finds_in<const TaskTable>);
static_assert(finds_settings_in<TaskTable&> && finds_settings_in<const TaskTable&>);
static_assert(!finds_settings_in<TaskTable> && !finds_settings_in<const TaskTable>);
static_assert(finds_task_of_json_in<TaskTable&> && finds_task_of_json_in<const TaskTable&>);
static_assert(!finds_task_of_json_in<TaskTable> && !finds_task_of_json_in<const TaskTable>);

}  // namespace

TEST_CASE("task table: what is found is a part of the table, not a copy") {
  const TaskTable table = tasks::table();
  CHECK(&training::find_task(table, "points") == &table[1]);
  CHECK(&training::find_task_of(table, "{}", "a test") == &table.front());
  CHECK(&training::find_task_of(table, R"({"task": "points"})", "a test") == &table[1]);
  CHECK(&training::find_settings(table, "nasnet").kind == &table.front());
}

TEST_CASE("task table: an unknown name is refused with the nearest one") {
  const TaskTable table = tasks::table();
  const std::string refusal = test::usage_error_text([&] { training::find_task(table, "point"); });
  CHECK(test::contains(refusal, "[config] --task: unknown value \"point\"; there are images, "));
  CHECK(test::contains(refusal, "did you mean 'points'?"));
}
