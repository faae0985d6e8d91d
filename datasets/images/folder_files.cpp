#include <actlab/datasets/images/folder_files.h>

#include <algorithm>
#include <cctype>
#include <system_error>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/datasets/images/labels_file.h>

namespace actlab::datasets {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostNamed = 10;  // in a note

// The entries of a folder by their names, sorted.
struct Entries {
  std::vector<std::string> images;  // PNG and JPEG files
  std::vector<std::string> folders;
  std::string first;  // of all
  std::size_t count = 0;
};

struct ClassFolder {
  std::string name;
  fs::path place;                   // where its images are
  std::vector<std::string> images;  // names; never empty
};

struct ClassFolders {
  std::vector<ClassFolder> classes;   // sorted by name
  std::vector<std::string> left_out;  // folders without an image, each with what it holds
};

bool is_image_name(const std::string& name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string::npos) return false;
  std::string ending = name.substr(dot);
  std::ranges::transform(ending, ending.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return ending == ".png" || ending == ".jpg" || ending == ".jpeg";
}

Entries entries_of(const fs::path& folder) {
  Entries entries;
  std::error_code failure;
  for (fs::directory_iterator it(folder, failure), end; !failure && it != end;
       it.increment(failure)) {
    std::string name = it->path().filename().string();
    if (name.starts_with('.')) continue;
    ++entries.count;
    if (entries.count == 1 || name < entries.first) entries.first = name;
    std::error_code unknown;          // a link that leads nowhere is no folder
    if (it->is_directory(unknown)) {  // as the folder says: the file is not asked
      entries.folders.push_back(std::move(name));
    } else if (is_image_name(name)) {
      entries.images.push_back(std::move(name));
    }
  }
  if (failure) {
    throw Error(text("[folder] cannot read ", folder.string(), ": ", failure.message()));
  }
  std::ranges::sort(entries.images);
  std::ranges::sort(entries.folders);
  return entries;
}

std::string what_it_holds(const std::string& name, const Entries& entries) {
  if (entries.count == 0) return name + " (empty)";
  return text(name, " (", entries.first, entries.count > 1 ? ", ...)" : ")");
}

ClassFolders class_folders(const fs::path& part, const Entries& entries) {
  ClassFolders found;
  for (const std::string& name : entries.folders) {
    fs::path place = part / name;
    Entries inside = entries_of(place);
    if (inside.images.empty() && std::ranges::binary_search(inside.folders, "images")) {
      inside.images = entries_of(place / "images").images;
      place /= "images";
    }
    if (inside.images.empty()) {
      found.left_out.push_back(what_it_holds(name, inside));
    } else {
      found.classes.push_back({name, std::move(place), std::move(inside.images)});
    }
  }
  if (found.classes.empty()) {
    throw Error(text("[folder] no folder in ", part.string(),
                     " holds a PNG or JPEG image; expected\n", kFolderLayouts));
  }
  return found;
}

// Calls add(path, name) for each of them.
template <class Add>
void for_each_image(const ClassFolder& folder, const Add& add) {
  const std::string place = folder.place.string() + '/';
  for (const std::string& name : folder.images) add(place + name, name);
}

void note_left_out(const fs::path& part, const ClassFolders& found, FolderFiles& files) {
  const std::size_t count = found.left_out.size();
  if (count == 0) return;
  files.notes.push_back(
      text(part.string(), ": ", count, count == 1 ? " folder" : " folders",
           " without a PNG or JPEG image, no class: ", joined_first(found.left_out, kMostNamed)));
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
    for_each_image(folder, [&](std::string path, const std::string&) {
      files.files.push_back({std::move(path), label});
    });
  }
}

// Classes of which this part has no image.
void note_missing_classes(const fs::path& part, FolderFiles& files) {
  std::vector<bool> has_images(files.class_names.size(), false);
  for (const ClassFile& file : files.files) has_images[static_cast<std::size_t>(file.label)] = true;
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < has_images.size(); ++i) {
    if (!has_images[i]) missing.push_back(files.class_names[i]);
  }
  if (missing.empty()) return;
  files.notes.push_back(text(part.string(), " has no image of ", missing.size(), " of the ",
                             has_images.size(), " classes: ", joined_first(missing, kMostNamed)));
}

std::int64_t label_of(const FolderFiles& files, const std::string& name, const fs::path& source) {
  const auto place = std::ranges::lower_bound(files.class_names, name);
  if (place != files.class_names.end() && *place == name) {
    return place - files.class_names.begin();
  }
  throw Error(text("[folder] ", source.string(), " names class ", name,
                   ", which the training part does not have; it must name folders of train"));
}

// Images that lie side by side, in `part` or in its folder images, with a file of labels. False
// where there are none.
bool add_labelled_images(const fs::path& root, const fs::path& part, const Entries& entries,
                         FolderFiles& files) {
  const bool is_nested =
      entries.images.empty() && std::ranges::binary_search(entries.folders, "images");
  const ClassFolder found{"", is_nested ? part / "images" : part,
                          is_nested ? entries_of(part / "images").images : entries.images};
  if (found.images.empty()) return false;
  const auto labels = find_labels_file({found.place, part, root});
  if (!labels) return false;
  const std::vector<std::string> names = read_labels(*labels, found.images);
  for_each_image(found, [&](std::string path, const std::string&) {
    const std::string& name = names[files.files.size()];
    files.files.push_back({std::move(path), label_of(files, name, *labels)});
  });
  std::ranges::stable_sort(files.files, {}, &ClassFile::label);
  return true;
}

// A folder without split folders.
void add_images_of_part(const fs::path& root, const ClassFolders& found, Part part,
                        FolderFiles& files) {
  for (std::size_t label = 0; label < found.classes.size(); ++label) {
    const ClassFolder& folder = found.classes[label];
    std::size_t test_images = 0;
    for_each_image(folder, [&](std::string path, const std::string& name) {
      const bool is_test = is_test_image(folder.name, name);
      test_images += is_test ? 1 : 0;
      if (is_test != (part == Part::test)) return;
      files.files.push_back({std::move(path), static_cast<std::int64_t>(label)});
    });
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
  const ClassFolders train_folders = class_folders(train, entries_of(train));
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
  const Entries entries = entries_of(test);
  if (!add_labelled_images(root, test, entries, files)) {
    const ClassFolders test_folders = class_folders(test, entries);
    note_left_out(test, test_folders, files);
    add_images(test, test_folders, files);
  }
  note_missing_classes(test, files);
  return files;
}

}  // namespace actlab::datasets
