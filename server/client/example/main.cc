// Registers a project and reads its stream back: example HOST PORT
#include <tallystick/client.h>

#include <cstdio>
#include <cstdlib>

namespace {

tally::Result<int> run(const char* host, const char* port) {
  tally::ClientOptions options;
  options.host = host;
  options.port = static_cast<std::uint16_t>(std::atoi(port));
  TALLY_ASSIGN(auto client, tally::Client::connect(options));

  TALLY_ASSIGN(auto event, tally::propose_open("operator", "x.greeting", "project-example",
                                               tally::Json().set("text", "hello")));
  TALLY_ASSIGN(const auto answer, client.append(std::move(event)));
  if (const auto* failure = std::get_if<tally::AppendFailure>(&answer)) return failure->error;
  const auto& receipt = std::get<tally::Appended>(answer).events.front().receipt;
  std::printf("recorded at position %llu\n",
              static_cast<unsigned long long>(receipt.position.value));

  tally::protocol::ReadRequest request;
  request.selection = {tally::protocol::Selection::Scope::stream, "project-example", {}};
  int count = 0;
  TALLY_TRY(client.read_all(request, [&](const tally::protocol::RawRecord& record) {
    const auto payload = tally::as_text(tally::body_payload(record.body));
    std::printf("%.*s\n", static_cast<int>(payload.size()), payload.data());
    return ++count < 100;
  }));
  return count > 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const auto done = run(argv[1], argv[2]);
  if (!done) std::fprintf(stderr, "%s\n", done.error().to_string().c_str());
  return done ? *done : 1;
}
