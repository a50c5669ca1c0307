// The program: reads options, runs a command, or serves until SIGTERM or SIGINT.
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include <malloc.h>
#include <openssl/crypto.h>
#include <openssl/ssl.h>
#include <sys/resource.h>

#include "server/app.hpp"
#include "server/cert_command.hpp"
#include "server/config.hpp"
#include "server/env_command.hpp"
#include "server/healthcheck_command.hpp"
#include "server/io/clock.hpp"
#include "server/log.hpp"

namespace {

using eg::app::Config;

constexpr int exit_failure = 1;

/// False: it cannot be written; errno says why.
bool print(std::FILE* to, const std::string& text) {
  return std::fputs(text.c_str(), to) >= 0 && std::fflush(to) == 0;
}

int fail(const std::string& sentence) {
  print(stderr, "eventgrid-emulator: " + sentence + "\n");  // if it cannot be said, the exit code says it
  return exit_failure;
}

/// What a command was asked for; an answer that is lost is a failure.
int answer(const std::string& text) {
  if (print(stdout, text)) return 0;
  return fail("standard output cannot be written: " + std::generic_category().message(errno) + ".");
}

/// Held connections are what an emulator is asked for in load tests: take what the system allows.
void raise_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
  }
}

/// Few threads allocate, and messages of up to the service's 512 KB come and go: to give their pages back
/// each time costs as much as all else that is done with them.
void set_up_memory() {
  // NOLINTBEGIN(concurrency-mt-unsafe): no other thread runs yet
  mallopt(M_ARENA_MAX, 2);
  mallopt(M_MMAP_THRESHOLD, 1024 * 1024);
  mallopt(M_TRIM_THRESHOLD, 4 * 1024 * 1024);
  // NOLINTEND(concurrency-mt-unsafe)
}

int serve(const Config& config) {
  // Blocked before any thread starts, so that all inherit it and sigwait below gets them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  set_up_memory();
  raise_file_limit();
  const auto log = eg::app::make_log(config.log_level);
  auto app = eg::app::App::start(config, *log);
  if (!app) return fail(app.error().message);
  if (!print(stdout, (*app)->ready_line() + "\n"))
    log->line(eg::io::LogLevel::warning, "the ready line cannot be written to standard output");
  int signal = 0;
  sigwait(&signals, &signal);
  log->line(eg::io::LogLevel::info, signal == SIGTERM ? "stopping: SIGTERM" : "stopping: SIGINT");
  const auto stopped = (*app)->stop();
  return stopped ? 0 : fail(stopped.error().message);
}

int make_certificate(const Config& config) {
  const auto made = eg::app::make_user_certificate(config.cert, eg::io::unix_seconds());
  if (!made) return fail(made.error().message);
  std::string said = made->certificate_file + "\n" + made->key_file + "\n";
  if (!made->pfx_file.empty()) said += made->pfx_file + "\n";
  if (!made->warning.empty()) said += "warning: " + made->warning + "\n";
  print(stderr, said);
  return answer((config.cert.print == "arm" ? made->body : made->thumbprint) + "\n");
}

int print_environment(const Config& config) {
  std::error_code error;
  const std::string here = std::filesystem::current_path(error).string();
  return answer(eg::app::env_text(config, here));
}

int report_health(const Config& config) {
  const auto healthy = eg::app::check_health(config);
  return healthy ? 0 : fail(healthy.error().message);
}

/// Fails for numbers that are no signal's.
void ignore_signal(int number) {
  static_cast<void>(std::signal(number, SIG_IGN));
}

int run(const Config& config) {
  switch (config.command) {
    case Config::Command::serve: return serve(config);
    case Config::Command::cert: return make_certificate(config);
    case Config::Command::env: return print_environment(config);
    case Config::Command::healthcheck: return report_health(config);
  }
  return exit_failure;
}

}  // namespace

int main(int count, char** arguments) {
  ignore_signal(SIGPIPE);
  ignore_signal(SIGXFSZ);  // a file that may not grow is an error of its write, not the end
  // The system's openssl.cnf is for other programs; reading it costs milliseconds.
  OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
  OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
  const auto parsed = eg::app::parse_arguments(std::vector<std::string>(arguments + 1, arguments + count));
  if (!parsed.config) {
    if (parsed.exit_code == 0) return answer(parsed.text);
    print(stderr, parsed.text);
    return parsed.exit_code;
  }
  try {
    return run(*parsed.config);
  } catch (const std::exception& error) {  // a broken machine: out of memory, descriptors or threads
    return fail(error.what());
  }
}
