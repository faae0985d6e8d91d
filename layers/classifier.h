// Classifier: a network that gives each image a logit a class, and that may have an auxiliary head
// (Szegedy et al. 2014, 1409.4842): a second, smaller classifier on a map in the middle, which is
// trained along and never asked for an answer.
#pragma once

#include <actlab/layers/layer.h>

namespace actlab::layers {

// [N, classes] both.
struct Logits {
  Tensor main;
  Tensor auxiliary = {};  // not defined() in evaluation, and where there is no such head
};

class Classifier : public Layer {
 public:
  Logits logits(const Tensor& images) {
    Logits made = classify(images);
    if (is_watched()) announce(images, made.main);
    return made;
  }

 protected:
  virtual Logits classify(const Tensor& images) = 0;

 private:
  Tensor compute(const Tensor& images) final { return classify(images).main; }
};

}  // namespace actlab::layers
