#include <actlab/datasets/images/folder_files.h>

#include <algorithm>
#include <cctype>
#include <system_error>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/datasets/images/labels_file.h>

namespace actlab::datasets {
namespace {

namespace fs = std::filesystem;

struct ClassFolder {
  std::string name;
  std::vector<fs::path> images;  // sorted; never empty
};

struct ClassFolders {
  std::vector<ClassFolder> classes;   // sorted by name
  std::vector<std::string> left_out;  // folders without an image, each with what it holds
};

std::vector<fs::path> sorted_entries(const fs::path& folder) {
  std::vector<fs::path> entries;
  std::error_code failure;
  for (fs::directory_iterator it(folder, failure), end; !failure && it != end;
       it.increment(failure)) {
    if (!it->path().filename().string().starts_with('.')) entries.push_back(it->path());
  }
  if (failure) {
    throw Error(text("[folder] cannot read ", folder.string(), ": ", failure.message()));
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

bool is_image_name(const fs::path& path) {
  std::string ending = path.extension().string();
  std::ranges::transform(ending, ending.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return ending == ".png" || ending == ".jpg" || ending == ".jpeg";
}

std::string what_it_holds(const fs::path& folder, const std::vector<fs::path>& entries) {
  const std::string name = folder.filename().string();
  if (entries.empty()) return name + " (empty)";
  return text(name, " (", entries.front().filename().string(), entries.size() > 1 ? ", ...)" : ")");
}

std::vector<fs::path> images_in(const fs::path& folder) {
  std::vector<fs::path> images;
  if (fs::is_directory(folder)) {
    std::ranges::copy_if(sorted_entries(folder), std::back_inserter(images), is_image_name);
  }
  return images;
}

ClassFolders class_folders(const fs::path& part) {
  ClassFolders found;
  for (const fs::path& folder : sorted_entries(part)) {
    if (!fs::is_directory(folder)) continue;
    std::vector<fs::path> entries = sorted_entries(folder);
    std::vector<fs::path> images = images_in(folder);
    if (images.empty()) images = images_in(folder / "images");
    if (images.empty()) {
      found.left_out.push_back(what_it_holds(folder, entries));
    } else {
      found.classes.push_back({folder.filename().string(), std::move(images)});
    }
  }
  if (found.classes.empty()) {
    throw Error(text("[folder] no folder in ", part.string(),
                     " holds a PNG or JPEG image; expected\n", kFolderLayouts));
  }
  return found;
}

void note_left_out(const fs::path& part, const ClassFolders& found, FolderFiles& files) {
  constexpr std::size_t kMostNamed = 10;
  const std::size_t count = found.left_out.size();
  if (count == 0) return;
  std::string note = text(part.string(), ": ", count, count == 1 ? " folder" : " folders",
                          " without a PNG or JPEG image, no class: ");
  for (std::size_t i = 0; i < std::min(count, kMostNamed); ++i) {
    note += (i > 0 ? ", " : "") + found.left_out[i];
  }
  if (count > kMostNamed) note += text(" and ", count - kMostNamed, " more");
  files.notes.push_back(std::move(note));
}

void set_class_names(const ClassFolders& train, FolderFiles& files) {
  for (const ClassFolder& folder : train.classes) files.class_names.push_back(folder.name);
}

void add_images(const fs::path& part, const ClassFolders& found, FolderFiles& files) {
  for (const ClassFolder& folder : found.classes) {
    const auto name = std::ranges::lower_bound(files.class_names, folder.name);
    if (name == files.class_names.end() || *name != folder.name) {
      throw Error(text("[folder] ", (part / folder.name).string(),
                       " is a class that the training part does not have"));
    }
    const std::int64_t label = name - files.class_names.begin();
    for (const fs::path& image : folder.images) files.files.push_back({image, label});
  }
}

std::int64_t label_of(const FolderFiles& files, const std::string& name, const fs::path& source) {
  const auto place = std::ranges::lower_bound(files.class_names, name);
  if (place != files.class_names.end() && *place == name) {
    return place - files.class_names.begin();
  }
  throw Error(text("[folder] ", source.string(), " names class ", name,
                   ", which the training part does not have; it must name folders of train"));
}

// Images that lie side by side, with a file of labels. False where there are none.
bool add_labelled_images(const fs::path& root, const fs::path& part, FolderFiles& files) {
  for (const fs::path& folder : {part, part / "images"}) {
    const std::vector<fs::path> images = images_in(folder);
    const auto labels = images.empty() ? std::nullopt : find_labels_file({folder, part, root});
    if (!labels) continue;
    const std::vector<std::string> names = read_labels(*labels, images);
    for (std::size_t i = 0; i < images.size(); ++i) {
      files.files.push_back({images[i], label_of(files, names[i], *labels)});
    }
    std::ranges::stable_sort(files.files, {}, &ClassFile::label);
    return true;
  }
  return false;
}

// A folder without split folders.
void add_images_of_part(const fs::path& root, const ClassFolders& found, Part part,
                        FolderFiles& files) {
  for (std::size_t label = 0; label < found.classes.size(); ++label) {
    const ClassFolder& folder = found.classes[label];
    std::size_t test_images = 0;
    for (const fs::path& image : folder.images) {
      const bool is_test = is_test_image(folder.name, image.filename().string());
      test_images += is_test ? 1 : 0;
      if (is_test != (part == Part::test)) continue;
      files.files.push_back({image, static_cast<std::int64_t>(label)});
    }
    if (test_images == folder.images.size()) {
      throw Error(text("[folder] ", (root / folder.name).string(),
                       " leaves nothing to train on: by the names of its ", test_images,
                       " images all are for testing; add images, or choose yourself: expected\n",
                       kFolderLayouts));
    }
    if (test_images == 0) {
      files.notes.push_back(text("no image of class ", folder.name, " is for testing: it has only ",
                                 folder.images.size()));
    }
  }
  if (files.files.empty()) {
    throw Error(text("[folder] ", root.string(),
                     " has too few images: none is for testing; add "
                     "images, or choose yourself: expected\n",
                     kFolderLayouts));
  }
}

}  // namespace

bool is_test_image(std::string_view class_name, std::string_view file_name) {
  constexpr std::uint64_t kOneIn = 5;
  std::uint64_t hash = 0xCBF29CE484222325u;
  for (const std::string_view piece : {class_name, std::string_view("/"), file_name}) {
    for (const char c : piece) {
      hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
    }
  }
  hash = (hash ^ hash >> 30) * 0xBF58476D1CE4E5B9u;
  hash = (hash ^ hash >> 27) * 0x94D049BB133111EBu;
  hash ^= hash >> 31;
  return hash % kOneIn == 0;
}

FolderFiles folder_files(const fs::path& root, Part part) {
  if (!fs::is_directory(root)) throw Error(text("[folder] ", root.string(), " is no folder"));
  const bool has_splits = fs::is_directory(root / "train");
  const fs::path train = has_splits ? root / "train" : root;
  const ClassFolders train_folders = class_folders(train);
  FolderFiles files;
  set_class_names(train_folders, files);
  note_left_out(train, train_folders, files);
  if (!has_splits) {
    add_images_of_part(root, train_folders, part, files);
    return files;
  }
  if (part == Part::train) {
    add_images(train, train_folders, files);
    return files;
  }
  const fs::path test = fs::is_directory(root / "val") ? root / "val" : root / "test";
  if (!fs::is_directory(test)) {
    throw Error(text("[folder] ", root.string(), " has train/ but neither val/ nor test/"));
  }
  if (!add_labelled_images(root, test, files)) add_images(test, class_folders(test), files);
  return files;
}

}  // namespace actlab::datasets
