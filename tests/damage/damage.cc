#include "tests/damage/damage.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/log/segment_reader.h"

namespace tally::test {
namespace {

using namespace tally::log;

// More bytes than this of one class are sampled.
constexpr std::uint64_t kFlipsMax = 160;

struct Segment {
  std::string path;
  ByteView bytes;
  SegmentHeader header;
  SegmentScan scan;
};

Segment read_segment(const Scene& scene, const std::string& path) {
  const ByteView bytes = scene.files.at(path);
  const auto header = decode_segment_header(bytes).value();
  return {path, bytes, header,
          scan_segment(bytes.subspan(kSegmentHeaderBytes), kSegmentHeaderBytes, header.check_seed)};
}

// The offsets of a record's classes.
std::vector<Span> find_in_record(const Segment& segment, const ScannedRecord& record,
                                 const std::string& bytes) {
  const std::uint64_t frame = record.offset;
  const auto header = frame + kRecordFrameBytes;
  const auto body = header + record.frame.header_bytes;
  const auto run = [&](std::uint64_t from, std::uint64_t to) {
    return std::vector<Span>{{segment.path, from, to}};
  };
  if (bytes == "frame: magic") return run(frame, frame + 4);
  if (bytes == "frame: lengths") return run(frame + 4, frame + 12);
  if (bytes == "frame: commit start") return run(frame + 12, frame + 16);
  if (bytes == "frame: CRC of the header") return run(frame + 16, frame + 20);
  if (bytes == "frame: CRC of the body") return run(frame + 20, frame + 24);
  if (bytes == "frame: its own CRC") return run(frame + 24, frame + 28);
  if (bytes == "header") return run(header, body);
  if (bytes == "salt") return run(body, body + kSaltBytes);
  if (bytes == "payload") return run(body + kSaltBytes, body + record.frame.body_bytes);
  if (bytes == "record") return run(frame, frame + record.frame.whole_bytes());
  return {};
}

std::vector<Span> find_in_segment(const Segment& segment, std::size_t commit_index,
                                  const std::string& bytes) {
  const auto& scan = segment.scan;
  const auto run = [&](std::uint64_t from, std::uint64_t size) {
    return std::vector<Span>{{segment.path, from, from + size}};
  };
  if (bytes == "any") return run(0, segment.bytes.size());
  if (bytes == "segment header") return run(0, kSegmentHeaderBytes);
  if (bytes == "seal: magic") return run(scan.end, 4);
  if (bytes == "seal: the rest") return run(scan.end + 4, kSealBytes - 4);
  if (bytes == "seal") return run(scan.end, kSealBytes);
  const auto& commit = scan.commits.at(commit_index);
  const std::uint64_t start = commit.mark.commit_start;
  if (bytes == "mark") return run(start + commit.mark.length, kMarkBytes);
  if (bytes == "commit") return run(start, commit.mark.length + kMarkBytes);
  return find_in_record(segment, scan.records.at(commit.first_record), bytes);
}

std::string name_behind(const std::string& path, const Files& files) {
  const auto next = std::next(files.find(path));
  TALLY_CHECK(next != files.end());
  return next->first;
}

class Damager {
 public:
  Damager(const Scene& scene, std::vector<Damaged>& results) : scene_(scene), results_(results) {}

  void flip(const Span& span) {
    SeededRandom random(span.from + span.to);
    const auto step = std::max<std::uint64_t>(1, (span.to - span.from) / kFlipsMax);
    for (auto at = span.from; at < span.to; at += step) {
      const auto bit = random.below(8);
      auto& bytes = copy(span, "bit " + std::to_string(bit) + " of byte " + std::to_string(at));
      bytes[at] = static_cast<std::uint8_t>(bytes[at] ^ (1u << bit));
    }
  }
  void zero(const Span& span) {
    auto& bytes = copy(span, "zeros");
    std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(span.from),
              bytes.begin() + static_cast<std::ptrdiff_t>(span.to), std::uint8_t{0});
  }
  void cut(const Span& span, std::initializer_list<std::uint64_t> offsets) {
    for (const auto at : offsets) {
      copy(span, "cut at " + std::to_string(at)).resize(at);
    }
  }
  void add(const Span& span, std::initializer_list<std::size_t> sizes, std::uint8_t byte) {
    for (const auto size : sizes) {
      auto& bytes = copy(span, std::to_string(size) + " bytes added");
      bytes.resize(bytes.size() + size, byte);
    }
  }
  // A whole file with the next one, or a run of bytes with an equally long one behind it.
  void swap(const Span& span) {
    auto& bytes = copy(span, "swapped");
    auto& files = results_.back().files;
    if (span.from == 0) return std::swap(bytes, files.at(name_behind(span.path, files)));
    const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(span.from);
    const auto length = static_cast<std::ptrdiff_t>(span.to - span.from);
    std::swap_ranges(begin, begin + length, begin + length);
  }
  void replace(const std::vector<Span>& spans, const Files& by) {
    results_.push_back({scene_.files, spans.size() == 1 ? spans[0].path : "", "replaced"});
    auto& files = results_.back().files;
    for (const auto& span : spans) {
      files.erase(span.path);
      if (by.count(span.path) != 0) files[span.path] = by.at(span.path);
    }
  }

 private:
  Bytes& copy(const Span& span, const std::string& note) {
    results_.push_back({scene_.files, span.path, span.path + ": " + note});
    return results_.back().files.at(span.path);
  }

  const Scene& scene_;
  std::vector<Damaged>& results_;
};

}  // namespace

const char* name_of(Damage damage) {
  switch (damage) {
    case Damage::flip:
      return "flip a bit";
    case Damage::zero:
      return "reads zeros";
    case Damage::cut_before:
      return "cut the file before it";
    case Damage::cut:
      return "cut the file there";
    case Damage::add_zeros:
      return "add zeros";
    case Damage::add_few:
      return "add up to 20 bytes";
    case Damage::add_many:
      return "add over 1,000 bytes";
    case Damage::swap:
      return "swap with the next";
    case Damage::older:
      return "copy from before the checkpoint";
    case Damage::previous:
      return "copy from before the last commit";
    case Damage::remove:
      return "remove";
  }
  return "";
}

std::vector<Span> find_bytes(const Scene& scene, const std::string& file,
                             const std::string& bytes) {
  const auto segments = segments_of(scene.files);
  if (file == "a sealed segment") {
    return find_in_segment(read_segment(scene, segments.at(1)), 0, bytes);
  }
  if (file == "the last sealed segment") {
    return find_in_segment(read_segment(scene, segments.at(segments.size() - 2)), 0, bytes);
  }
  if (file == "the last segment") {
    return find_in_segment(read_segment(scene, segments.back()), 0, bytes);
  }
  if (file == "the last commit") {
    const auto segment = read_segment(scene, segments.back());
    return find_in_segment(segment, segment.scan.commits.size() - 1, bytes);
  }
  if (file == "an index file") {
    const auto& segment = segments.at(1);
    const auto path = segment.substr(0, segment.size() - 4) + ".idx";
    return {{path, 0, scene.files.at(path).size()}};
  }
  std::vector<Span> spans;
  const bool folder = file == "." || file.ends_with("/");
  for (const auto& [path, content] : scene.files) {
    if (file == "." || path == file || (folder && path.starts_with(file))) {
      const std::uint64_t size = content.size();
      spans.push_back(
          {path, bytes == "line end" ? size - 1 : 0, bytes == "text" ? size - 1 : size});
    }
  }
  return spans;
}

std::vector<Damaged> damaged(const Scene& scene, const std::string& file, const std::string& bytes,
                             Damage damage) {
  std::vector<Damaged> results;
  Damager damager(scene, results);
  const auto spans = find_bytes(scene, file, bytes);
  TALLY_CHECK(!spans.empty());
  const auto& span = spans[0];
  switch (damage) {
    case Damage::flip:
      damager.flip(span);
      break;
    case Damage::zero:
      damager.zero(span);
      break;
    case Damage::cut_before:
      damager.cut(span, {span.from});
      break;
    case Damage::cut:
      damager.cut(span, {span.from, (span.from + span.to) / 2, span.to - 1});
      break;
    case Damage::add_zeros:
      damager.add(span, {1, 600, 3000}, 0);
      break;
    case Damage::add_few:
      damager.add(span, {1, 20}, 0xa5);
      break;
    case Damage::add_many:
      damager.add(span, {1025, 3000}, 0xa5);
      break;
    case Damage::swap:
      damager.swap(span);
      break;
    case Damage::older:
      damager.replace(spans, scene.older);
      break;
    case Damage::previous:
      damager.replace(spans, scene.previous);
      break;
    case Damage::remove:
      damager.replace(spans, {});
      break;
  }
  return results;
}

}  // namespace tally::test
