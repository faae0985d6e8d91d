// Faults: what is wrong inside a network, judged look by look, by thresholds that are stated here.
//
//   not finite   pre-activations that are no finite number
//   exploding    z ten times as wide as at the activation before (1 before the first), and above 5
//   scale        a normalisation whose scale is below 0.05 or above 20 (root mean square over its
//                channels), or that has none in front of a function that is not homogeneous
//   rate         an update that changes the typical weight tensor by more than a seventh; or by
//                more than 1/32 while the loss has not fallen since the first look, of which the
//                run is ten times as long; or a loss that is no number any more
//   saturated    40 % more flat places than N(0, 1) would leave
//   dead         half of a layer's units, or more
//   vanishing    the gradient at an activation below 1/1000 of the largest nearer to the loss
//
// A healthy network shows some of all of these: a narrow layer of relu starts with a quarter of its
// units dead, Adam's first step may change weights by a tenth.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <actlab/dynamics/snapshot.h>

namespace actlab::dynamics {

inline constexpr double kExplodingRatio = 10.0;
inline constexpr double kExplodingWidth = 5.0;
inline constexpr double kSmallestScale = 0.05;
inline constexpr double kLargestScale = 20.0;
inline constexpr double kLargestUpdate = -0.85;          // log10
inline constexpr double kLargestFruitlessUpdate = -1.5;  // log10
inline constexpr std::int64_t kFruitlessLength = 10;     // steps, of those of the first look
inline constexpr double kFlatExcess = 0.4;
inline constexpr double kDeadShare = 0.5;
inline constexpr double kVanished = 1e-3;

// In the order in which they are told: causes before what they lead to.
enum class FaultKind { not_finite, exploding, scale, rate, saturated, dead, vanishing };
std::string_view fault_name(FaultKind kind);

struct Fault {
  FaultKind kind;
  std::string site;      // the module; "" where it is the whole network
  std::string sentence;  // "41 % of layer3.1.act2 is flat; its gradient is 1/30 of layer3.2's"
};

// What later losses are compared with. Where a run was not probed from its start, its loss may have
// fallen long before, so a short time without a fall says nothing.
struct FirstLook {
  std::int64_t step = 0;
  double loss = kNotMeasured;
};

// Looks at snapshots in the order of their steps: some faults show in a course alone.
class Examiner {
 public:
  std::vector<Fault> examine(const Layout& layout, const Snapshot& snapshot);

 private:
  std::optional<FirstLook> first_;
};

}  // namespace actlab::dynamics
