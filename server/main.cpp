// The program: reads options, runs a command, or serves until SIGTERM or SIGINT.
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

int fail(const std::string& sentence) {
  std::fprintf(stderr, "eventgrid-emulator: %s\n", sentence.c_str());
  return exit_failure;
}

/// Held connections are what an emulator is asked for in load tests: take what the system allows.
void raise_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
  }
}

/// Few threads allocate, and the largest messages come and go: to give their pages back each time costs as
/// much as all else that is done with them.
void set_up_memory() {
  mallopt(M_ARENA_MAX, 2);
  mallopt(M_MMAP_THRESHOLD, 1024 * 1024);
  mallopt(M_TRIM_THRESHOLD, 4 * 1024 * 1024);
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
  std::printf("%s\n", (*app)->ready_line().c_str());
  std::fflush(stdout);
  int signal = 0;
  sigwait(&signals, &signal);
  log->line(eg::io::LogLevel::info, signal == SIGTERM ? "stopping: SIGTERM" : "stopping: SIGINT");
  const auto stopped = (*app)->stop();
  return stopped ? 0 : fail(stopped.error().message);
}

int make_certificate(const Config& config) {
  const auto made = eg::app::make_user_certificate(config.cert, eg::io::unix_seconds());
  if (!made) return fail(made.error().message);
  std::fprintf(stderr, "%s\n%s\n", made->certificate_file.c_str(), made->key_file.c_str());
  if (!made->pfx_file.empty()) std::fprintf(stderr, "%s\n", made->pfx_file.c_str());
  if (!made->warning.empty()) std::fprintf(stderr, "warning: %s\n", made->warning.c_str());
  std::printf("%s\n", config.cert.print == "arm" ? made->body.c_str() : made->thumbprint.c_str());
  return 0;
}

int print_environment(const Config& config) {
  std::error_code error;
  const std::string here = std::filesystem::current_path(error).string();
  std::fputs(eg::app::env_text(config, here).c_str(), stdout);
  return 0;
}

int report_health(const Config& config) {
  const auto healthy = eg::app::check_health(config);
  return healthy ? 0 : fail(healthy.error().message);
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
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error of its write, not the end
  // The system's openssl.cnf is for other programs; reading it costs milliseconds.
  OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
  OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
  const auto parsed = eg::app::parse_arguments(std::vector<std::string>(arguments + 1, arguments + count));
  if (!parsed.config) {
    std::fputs(parsed.text.c_str(), parsed.exit_code == 0 ? stdout : stderr);
    return parsed.exit_code;
  }
  try {
    return run(*parsed.config);
  } catch (const std::exception& error) {  // a broken machine: out of memory, descriptors or threads
    return fail(error.what());
  }
}
