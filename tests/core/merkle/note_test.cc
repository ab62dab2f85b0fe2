#include "core/merkle/note.h"

#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "tests/support/fixed_sources.h"

namespace tally::test {
namespace {

// The keys and the note of golang.org/x/mod/sumdb/note, from which the specification was made.
constexpr std::string_view kNeumannPublic =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr std::string_view kNeumannPrivate =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
constexpr std::string_view kNeumannText =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
constexpr std::string_view kNeumannLine =
    "\xe2\x80\x94 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    "\n";

// The example of the C2SP specification; its key is not published there.
constexpr std::string_view kSpecificationNote =
    "Ognuno sta solo sul cuor della terra\n"
    "trafitto da un raggio di sole:\n"
    "\n"
    "ed \xc3\xa8 subito sera.\n"
    "\n"
    "\xe2\x80\x94 quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/"
    "5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";

std::string neumann_note() { return std::string(kNeumannText) + "\n" + std::string(kNeumannLine); }

NoteSigner signer(const std::string& name, std::uint64_t seed) {
  SeededRandom random(seed);
  return NoteSigner::generate(name, random).value();
}

TEST(NoteKey, KeyTextsOfTheGoImplementationAreReadAndWritten) {
  const auto verifier = NoteVerifier::parse(kNeumannPublic).value();
  EXPECT_EQ(verifier.name(), "PeterNeumann");
  EXPECT_EQ(to_hex(verifier.id()), "c74f20a3");
  EXPECT_EQ(verifier.line(), kNeumannPublic);
  const auto key = NoteSigner::parse(kNeumannPrivate).value();
  EXPECT_EQ(key.private_text(), kNeumannPrivate);
  EXPECT_EQ(key.verifier().line(), kNeumannPublic);
}

TEST(NoteKey, GeneratedKeysGoThroughTheirTexts) {
  const auto key = signer("example.org/ledger", 1);
  const auto again = NoteSigner::parse(key.private_text()).value();
  EXPECT_EQ(again.verifier().line(), key.verifier().line());
  const auto verifier = NoteVerifier::parse(key.verifier().line()).value();
  EXPECT_TRUE(verifier.verify("text\n", again.sign("text\n")));
}

TEST(NoteKey, EveryChangedCharacterOfAVerifierKeyIsRefused) {
  for (std::size_t i = 0; i < kNeumannPublic.size(); ++i) {
    std::string line(kNeumannPublic);
    line[i] = line[i] == 'z' ? 'y' : 'z';
    const auto result = NoteVerifier::parse(line);
    ASSERT_FALSE(result.ok()) << i;
    EXPECT_EQ(result.error().field, "verifier_key");
  }
}

TEST(NoteKey, OtherFormsOfKeyTextAreRefused) {
  const std::string line(kNeumannPublic);
  for (const std::string& bad : std::vector<std::string>{
           "", std::string("PeterNeumann"), std::string("PeterNeumann+c74f20a3"), line + "\n",
           " " + line, line.substr(1), line.substr(0, line.size() - 4),
           std::string("PeterNeumann+C74F20A3") + line.substr(21), std::string(kNeumannPrivate)}) {
    EXPECT_FALSE(NoteVerifier::parse(bad).ok()) << bad;
  }
  const auto refused = NoteSigner::parse(std::string(kNeumannPrivate) + "A");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().field, "signing_key");
  EXPECT_EQ(refused.error().to_string().find("AYEK"), std::string::npos);
  EXPECT_FALSE(NoteSigner::parse(kNeumannPublic).ok());
}

TEST(NoteKey, NamesHaveNoSpacesPlusOrControls) {
  for (const char* good : {"a", "example.org/ledger", "\xe5\xb8\x90", "a:b@c%20"}) {
    EXPECT_TRUE(check_key_name(good).ok()) << good;
  }
  for (const char* bad : {"", "a b", "a+b", "a\tb", "a\nb", "a\xc2\xa0z", "a\xe3\x80\x80z",
                          "a\xe2\x80\xa8z", "a\xc2\x85z", "\xff"}) {
    const auto result = check_key_name(bad);
    ASSERT_FALSE(result.ok()) << bad;
    EXPECT_EQ(result.error().field, "name");
  }
  SeededRandom random(1);
  EXPECT_FALSE(NoteSigner::generate("a b", random).ok());
}

TEST(Note, NoteOfTheGoImplementationOpensAndIsSignedTheSame) {
  const auto verifier = NoteVerifier::parse(kNeumannPublic).value();
  const auto text = open_note(neumann_note(), {verifier});
  ASSERT_TRUE(text.ok()) << text.error().to_string();
  EXPECT_EQ(*text, kNeumannText);
  const auto key = NoteSigner::parse(kNeumannPrivate).value();
  EXPECT_EQ(sign_note(kNeumannText, {&key}).value(), neumann_note());
}

TEST(Note, ExampleOfTheSpecificationIsReadWithItsEmptyLine) {
  const auto note = parse_note(kSpecificationNote).value();
  EXPECT_TRUE(note.text.ends_with("sole:\n\ned \xc3\xa8 subito sera.\n"));
  ASSERT_EQ(note.signatures.size(), 1u);
  EXPECT_EQ(note.signatures[0].name, "quasimodo.example/salvatore");
  EXPECT_EQ(to_hex(note.signatures[0].id), "367ba04b");
  EXPECT_EQ(note.signatures[0].signature.size(), 64u);
  EXPECT_EQ(format_note(note).value(), kSpecificationNote);
}

TEST(Note, SignaturesOfUnknownKeysAreIgnored) {
  const auto log = signer("example.org/log", 1);
  const auto witness = signer("example.org/witness", 2);
  const auto stranger = signer("example.org/log", 3);  // The log's name, another key.
  const auto note = sign_note("text\n", {&stranger, &log, &witness}).value();
  EXPECT_EQ(open_note(note, {log.verifier()}).value(), "text\n");
  EXPECT_EQ(open_note(note, {witness.verifier()}).value(), "text\n");
  EXPECT_EQ(open_note(note, {witness.verifier(), log.verifier()}).value(), "text\n");
  const auto unknown = signer("example.org/other", 4);
  EXPECT_EQ(open_note(note, {unknown.verifier()}).error().rule, "bad_signature");
  EXPECT_EQ(open_note(note, {}).error().code, ErrorCode::corrupt);
}

TEST(Note, AWrongSignatureOfAKnownKeyIsRefusedBesideAGoodOne) {
  const auto log = signer("example.org/log", 1);
  const auto witness = signer("example.org/witness", 2);
  auto note = parse_note(sign_note("text\n", {&log, &witness}).value()).value();
  note.signatures[1].signature[5] ^= 1;
  const auto damaged = format_note(note).value();
  EXPECT_EQ(open_note(damaged, {log.verifier()}).value(), "text\n");  // The witness is unknown.
  EXPECT_EQ(open_note(damaged, {log.verifier(), witness.verifier()}).error().rule, "bad_signature");
  // Also when the good signature of the same key comes first.
  note.signatures[1] = note.signatures[0];
  note.signatures[1].signature.pop_back();
  EXPECT_EQ(open_note(format_note(note).value(), {log.verifier()}).error().rule, "bad_signature");
}

TEST(Note, SignaturesOfOtherAlgorithmsMayHaveOtherLengths) {
  const auto log = signer("example.org/log", 1);
  auto note = parse_note(sign_note("text\n", {&log}).value()).value();
  note.signatures.push_back({"example.org/pq", {1, 2, 3, 4}, Bytes(2420, 7)});
  note.signatures.push_back({"example.org/short", {1, 2, 3, 4}, Bytes(1, 7)});
  const auto text = format_note(note).value();
  EXPECT_EQ(open_note(text, {log.verifier()}).value(), "text\n");
}

TEST(Note, OtherFormsAreRefused) {
  const std::string good = neumann_note();
  ASSERT_TRUE(parse_note(good).ok());
  const std::string text(kNeumannText);
  const std::string line(kNeumannLine);
  const std::string no_end = line.substr(0, line.size() - 1);
  for (const std::string& bad : std::vector<std::string>{
           "", "\n", text, text + line, text + "\n", text + "\n" + no_end, good + "\n", good + "x",
           text + "\r\n" + line, text + "\n-" + line.substr(3), text + "\n" + no_end + " \n",
           text + "\n\xe2\x80\x94  " + line.substr(4), text + "\n\xe2\x80\x94 PeterNeumann \n",
           text + "\n\xe2\x80\x94 PeterNeumann x08goA==\n",
           text + "\n\xe2\x80\x94 PeterNeumann x08go\n", "\x01" + good, "\xff" + good}) {
    const auto result = parse_note(bad);
    ASSERT_FALSE(result.ok()) << bad;
    EXPECT_EQ(result.error().code, ErrorCode::invalid);
    EXPECT_EQ(result.error().field, "note");
  }
}

TEST(Note, TextsThatCannotBeSignedAreRefused) {
  const auto key = signer("example.org/log", 1);
  EXPECT_EQ(sign_note("no newline", {&key}).error().field, "note");
  EXPECT_FALSE(sign_note("", {&key}).ok());
  EXPECT_FALSE(sign_note("a\tb\n", {&key}).ok());
  EXPECT_FALSE(sign_note("text\n", {}).ok());
  EXPECT_FALSE(sign_note(std::string(kNoteBytesMax, 'a') + "\n", {&key}).ok());
}

TEST(Note, TheNumberOfSignaturesIsLimited) {
  const auto key = signer("example.org/log", 1);
  const auto one = sign_note("text\n", {&key}).value();
  const std::string line = one.substr(6);
  std::string note = "text\n\n";
  for (std::size_t i = 0; i < kNoteSignaturesMax; ++i) note += line;
  EXPECT_TRUE(open_note(note, {key.verifier()}).ok());
  EXPECT_EQ(parse_note(note + line).error().field, "note");
}

}  // namespace
}  // namespace tally::test
