#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <iostream>

namespace {

// Names the tests that this system cannot run (asks_for.h), so that none is left out in silence.
class NotRunHere : public doctest::IReporter {
 public:
  explicit NotRunHere(const doctest::ContextOptions& /*options*/) {}

  void test_case_skipped(const doctest::TestCaseData& test) override {
    if (!test.m_skip || test.m_description == nullptr) return;  // left out on the command line
    std::cout << "not run here: " << test.m_name << ": it " << test.m_description << '\n';
  }

  void report_query(const doctest::QueryData&) override {}
  void test_run_start() override {}
  void test_run_end(const doctest::TestRunStats&) override {}
  void test_case_start(const doctest::TestCaseData&) override {}
  void test_case_reenter(const doctest::TestCaseData&) override {}
  void test_case_end(const doctest::CurrentTestCaseStats&) override {}
  void test_case_exception(const doctest::TestCaseException&) override {}
  void subcase_start(const doctest::SubcaseSignature&) override {}
  void subcase_end() override {}
  void log_assert(const doctest::AssertData&) override {}
  void log_message(const doctest::MessageData&) override {}
};
REGISTER_LISTENER("not run here", 1, NotRunHere);

}  // namespace
