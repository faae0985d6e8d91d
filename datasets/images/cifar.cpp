#include <actlab/datasets/images/cifar.h>

#include <algorithm>
#include <utility>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/datasets/file_bytes.h>

namespace actlab::datasets {
namespace {

constexpr std::int64_t kPlane = kCifarSide * kCifarSide;
constexpr std::int64_t kPixelBytes = kPlane * kChannels;

struct Format {
  const char* name;
  const char* folder;
  std::int64_t label_bytes;  // the last of them is the label
  std::vector<std::string> train_files;
  std::string test_file;
  Normalisation normalisation;  // of the official training images
  std::vector<std::string> class_names;
};

// clang-format off
const Format& format_of(CifarKind kind) {
  static const Format cifar10{
      "cifar10", "cifar-10-batches-bin", 1,
      {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin",
       "data_batch_5.bin"},
      "test_batch.bin",
      {{0.4914f, 0.4822f, 0.4465f}, {0.2470f, 0.2435f, 0.2616f}},
      {"airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"}};
  static const Format cifar100{
      "cifar100", "cifar-100-binary", 2, {"train.bin"}, "test.bin",
      {{0.5071f, 0.4865f, 0.4409f}, {0.2673f, 0.2564f, 0.2762f}},
      {"apple", "aquarium_fish", "baby", "bear", "beaver", "bed", "bee", "beetle", "bicycle",
       "bottle", "bowl", "boy", "bridge", "bus", "butterfly", "camel", "can", "castle",
       "caterpillar", "cattle", "chair", "chimpanzee", "clock", "cloud", "cockroach", "couch",
       "crab", "crocodile", "cup", "dinosaur", "dolphin", "elephant", "flatfish", "forest", "fox",
       "girl", "hamster", "house", "kangaroo", "keyboard", "lamp", "lawn_mower", "leopard", "lion",
       "lizard", "lobster", "man", "maple_tree", "motorcycle", "mountain", "mouse", "mushroom",
       "oak_tree", "orange", "orchid", "otter", "palm_tree", "pear", "pickup_truck", "pine_tree",
       "plain", "plate", "poppy", "porcupine", "possum", "rabbit", "raccoon", "ray", "road",
       "rocket", "rose", "sea", "seal", "shark", "shrew", "skunk", "skyscraper", "snail", "snake",
       "spider", "squirrel", "streetcar", "sunflower", "sweet_pepper", "table", "tank",
       "telephone", "television", "tiger", "tractor", "train", "trout", "tulip", "turtle",
       "wardrobe", "whale", "willow_tree", "wolf", "woman", "worm"}};
  return kind == CifarKind::cifar10 ? cifar10 : cifar100;
}
// clang-format on

// red plane, green plane, blue plane -> red green blue, red green blue, ...
void interleave(const std::uint8_t* planes, std::uint8_t* pixels) {
  for (std::int64_t i = 0; i < kPlane; ++i) {
    for (std::int64_t c = 0; c < kChannels; ++c) pixels[i * kChannels + c] = planes[c * kPlane + i];
  }
}

}  // namespace

void parse_cifar(CifarKind kind, std::span<const std::uint8_t> bytes, const std::string& file,
                 LabelledImages& images) {
  const Format& format = format_of(kind);
  const auto classes = static_cast<std::int64_t>(format.class_names.size());
  const std::int64_t record_bytes = format.label_bytes + kPixelBytes;
  const auto size = static_cast<std::int64_t>(bytes.size());
  if (size == 0 || size % record_bytes != 0) {
    throw Error(text("[", format.name, "] ", file, " holds ", size,
                     " bytes, which is not a whole number of records of ", record_bytes,
                     " bytes; delete it and run ./run data ", format.name, " again"));
  }
  const std::int64_t count = size / record_bytes;
  const auto before = static_cast<std::int64_t>(images.labels.size());
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t label =
        bytes[static_cast<std::size_t>(i * record_bytes + format.label_bytes - 1)];
    if (label >= classes) {
      throw Error(text("[", format.name, "] ", file, ": record ", i, " has label ", label,
                       ", expected 0 to ", classes - 1));
    }
    images.labels.push_back(label);
  }
  images.pixels.resize(static_cast<std::size_t>((before + count) * kPixelBytes));
  parallel_chunks(count, 256, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
    for (std::int64_t i = begin; i < end; ++i) {
      interleave(bytes.data() + i * record_bytes + format.label_bytes,
                 images.pixels.data() + (before + i) * kPixelBytes);
    }
  });
}

std::vector<std::filesystem::path> cifar_files(CifarKind kind,
                                               const std::filesystem::path& data_folder,
                                               Part part) {
  const Format& format = format_of(kind);
  std::vector<std::filesystem::path> files;
  for (const std::string& name :
       part == Part::train ? format.train_files : std::vector{format.test_file}) {
    files.push_back(data_folder / format.folder / name);
  }
  return files;
}

Dataset read_cifar(CifarKind kind, const std::filesystem::path& data_folder, Part part) {
  const Format& format = format_of(kind);
  const std::vector<std::filesystem::path> files = cifar_files(kind, data_folder, part);
  LabelledImages images{kCifarSide, kCifarSide, {}, {}, format.class_names, format.normalisation};
  for (const std::filesystem::path& file : files) {
    if (!std::filesystem::exists(file)) {
      throw Error(text("[", format.name, "] ", file.string(), " is missing; run ./run data ",
                       format.name, " to fetch it, or name the folder that holds ", format.folder,
                       " with --data-dir"));
    }
    const std::vector<std::uint8_t> bytes = read_file_bytes(file);
    images.pixels.reserve(bytes.size() * files.size());
    parse_cifar(kind, bytes, file.string(), images);
  }
  return Dataset(format.name, std::move(images));
}

}  // namespace actlab::datasets
