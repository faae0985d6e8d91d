// What a data set is made of, told by names and sizes without reading an image: kept beside a run,
// it says whether the run goes on with the data it began with.
//
// A fingerprint is text, a line a group (a class of a part of a folder, a file of CIFAR):
//   FILES BYTES HASH GROUP        the hash, FNV-1a of 64 bits, is of the names and sizes in order
// A change within a file that keeps its size is not seen.
//
// For a resumed run: keep data_fingerprint() when it begins, and tell data_changes() of it and the
// present one when it goes on.
#pragma once

#include <string>

#include <actlab/datasets/images/open_dataset.h>

namespace actlab::datasets {

enum class Parts { both, train };

// Throws what open_dataset throws for names and missing files.
std::string data_fingerprint(const std::string& name, const OpenOptions& options,
                             Parts parts = Parts::both);

// Empty where nothing changed, otherwise a sentence: "the data changed: train/cat had 48 files and
// has 47; train/cow is gone; train/emu is new". Up to five groups are told, then how many more. A
// part that only one of both knows is not compared.
std::string data_changes(const std::string& before, const std::string& now);

}  // namespace actlab::datasets
