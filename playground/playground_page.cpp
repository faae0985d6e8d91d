#include <actlab/playground/playground_page.h>

#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/io/json.h>
#include <actlab/dynamics/report/packing.h>
#include <actlab/report/page.h>

namespace actlab::playground {

std::string_view playground_script();  // page/*.js, embedded
std::string_view packed_libraries();
std::string_view worker_script();
std::string_view playground_style();

namespace {

void check(const CoreModule& module) {
  for (const std::string* file : {&module.gzip_script, &module.gzip_wasm}) {
    if (!file->starts_with("\x1f\x8b")) {
      throw Error(
          "[playground] the module is not compressed by gzip; ./run playground builds and "
          "compresses it");
    }
  }
}

}  // namespace

std::string playground_page(const CoreModule& module) {
  check(module);
  report::Page page{
      .title = "actlab playground",
      .summary =
          "Two networks that start from the same weights and see the same data in the same "
          "order: what does the activation do to training? Everything runs in this page."};
  page.sections = {
      {"play", "Train", "Choose data and two activations, or type a formula, and press Play."},
      {"inside", "Inside, layer by layer",
       "z is what a unit computes before the activation. The bars show where z lies, the solid "
       "line is f, the dashed one its slope f'. Where the slope is flat, no gradient comes "
       "through. Each small square is a unit: click it to see what it responds to."},
      {"passage", "One example, forward and back",
       "The chain rule with numbers: dL/dz = dL/dy times f'(z), and a weight's gradient is the "
       "weight's input times dL/ds, where s is the sum of weights times inputs: z itself, unless "
       "BatchNorm or a skip connection stands between."},
      {"lessons", "Six lessons", "Each sets the page up, asks for one thing, and checks it."},
      {"share", "Keep and share",
       "What you set stands in the address of this page: a link opens the same networks before "
       "their first step, and as many steps have the same losses. So has the same run on the "
       "command line."}};
  page.has_libraries = false;
  const std::pair<const char*, std::string_view> packed[] = {{"module", module.gzip_wasm},
                                                             {"module-script", module.gzip_script},
                                                             {"libraries", packed_libraries()}};
  for (const auto& [name, bytes] : packed) {
    page.data.push_back({name, Json(dynamics::base64(bytes)).dump()});
  }
  page.data.push_back({"worker-script", Json(std::string(worker_script())).dump()});
  page.script = playground_script();
  page.style = playground_style();
  page.computes = true;
  return report::write_page(page);
}

}  // namespace actlab::playground
