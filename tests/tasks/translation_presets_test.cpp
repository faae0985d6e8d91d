#include <actlab/tasks/translation/translation_presets.h>

#include <doctest/doctest.h>

#include <cmath>

#include <actlab/tasks/table.h>
#include <actlab/tasks/translation/translation_config.h>
#include <actlab/training/config_text.h>
#include <actlab/training/setup.h>

using namespace actlab;

namespace {

tasks::TranslationConfig config_of(const std::string& preset) {
  tasks::TranslationConfig config;
  const training::TaskTable table = tasks::table();
  const auto named = training::find_settings(table, preset);
  CHECK(named.kind.name == "translation");
  apply_json(config, named.json, named.source);
  training::check(config);
  return config;
}

}  // namespace

TEST_CASE("translation presets: the paper's network, rate and length") {
  const tasks::TranslationConfig paper = config_of("paper-translation");
  const auto options = tasks::transformer_options(paper, paper.vocabulary);
  CHECK(options.width == 512);
  CHECK(options.inner == 2048);
  CHECK(options.encoder_layers + options.decoder_layers == 12);
  CHECK(paper.batch_size == 25000);
  CHECK(paper.test_parts().front() == "newstest2014");
  // Its schedule, d^-0.5 min(s^-0.5, s w^-1.5), at its peak and at the end.
  const auto rates = training::make_schedule(paper, 1000);
  CHECK(rates(3999) == doctest::Approx(1.0 / std::sqrt(512.0 * 4000.0)).epsilon(0.01));
  CHECK(rates(299'999) == doctest::Approx(1.0 / std::sqrt(512.0 * 300'000.0)).epsilon(0.01));
}

TEST_CASE("translation presets: an hour's run ends at a rate of 0") {
  const tasks::TranslationConfig hour = config_of("multi30k-hour");
  CHECK(hour.data == "multi30k");
  const auto rates = training::make_schedule(hour, 500);
  CHECK(rates(799) < rates(800));
  CHECK(rates(801) < rates(800));
  CHECK(rates(14'999) < 1e-7);
}
