// Order of the start: store (its lock keeps a second process out), authority, policies, listeners. Each step
// can fail with a sentence, and what was made before it goes away by itself.
#include "server/app.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include <openssl/rand.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include "server/data_directory.hpp"
#include "server/io/authority.hpp"
#include "server/io/ca_certificate.hpp"
#include "server/io/client_certificate.hpp"
#include "server/io/clock.hpp"
#include "server/io/core.hpp"
#include "server/io/gate.hpp"
#include "server/io/http_link.hpp"
#include "server/io/listener.hpp"
#include "server/io/tls_context.hpp"
#include "server/kept_sessions.hpp"
#include "server/ready_line.hpp"
#include "store/store.hpp"

namespace eg::app {
namespace {

namespace asio = boost::asio;
using WorkGuard = asio::executor_work_guard<asio::io_context::executor_type>;

/// Handshakes and the verification of chains are what the pool does; they take turns with the core when there
/// are few processors.
unsigned pool_threads(const Config& config) {
  return config.threads.value_or(std::clamp(std::thread::hardware_concurrency() / 2, 1U, 4U));
}

std::vector<std::string> own_names(const Config& config) {
  std::vector<std::string> names = io::server_names(config.hostnames);
  names.push_back(config.bind);
  return names;
}

broker::Settings broker_settings(const Config& config) {
  broker::Settings settings;
  settings.quotas = config.quotas != "off";
  settings.network_rules = config.network_rules != "off";
  settings.waiting_bytes_max = config.memory_bytes_max();
  RAND_bytes(reinterpret_cast<unsigned char*>(&settings.identifier_salt), sizeof settings.identifier_salt);
  RAND_bytes(reinterpret_cast<unsigned char*>(&settings.random_seed), sizeof settings.random_seed);
  if (config.random_seed) settings.random_seed = *config.random_seed;
  return settings;
}

}  // namespace

class App::Parts {
 public:
  Parts(const Config& config, io::LogSink& log)
      : config_(config),
        log_(log),
        pool_(static_cast<int>(pool_threads(config))),
        control_(1),
        core_(broker_settings(config), log,
              [this](std::function<void()> work) { asio::post(pool_, std::move(work)); }) {}

  ~Parts() {
    try {
      if (const auto stopped = stop(); !stopped) log_.line(io::LogLevel::error, stopped.error().message);
    } catch (const std::exception& exception) {
      log_.line(io::LogLevel::error, std::string("The emulator cannot stop in order: ") + exception.what());
    }
  }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  io::Outcome<void> start() {
    auto database = open_data_directory(config_);
    if (!database) return database.error();
    auto authority = io::open_authority(
        {config_.keeps_nothing() ? std::string{} : config_.data_dir, config_.hostnames, io::unix_seconds()});
    if (!authority) return authority.error();
    ca_certificate_pem_ = authority->authority.certificate;
    auto context = io::make_tls_context(*authority);
    if (!context) return context.error();
    context_ = std::move(*context);
    if (const auto started = start_control(std::move(*database)); !started) return started.error();
    if (const auto opened = open_listeners(); !opened) return opened.error();
    if (const auto brought_back = bring_back_sessions(core_.broker(), plane_->store(), io::read_clock(),
                                                      io::unix_milliseconds(), log_);
        !brought_back)
      return brought_back.error();
    // Only now: a start that fails says its one sentence and nothing else.
    for (const std::string& name : authority->made) log_.line(io::LogLevel::info, "made " + name);
    run();
    return {};
  }

  io::Outcome<void> stop() {
    if (std::exchange(stopped_, true)) return {};
    if (mqtt_) mqtt_->stop();
    if (https_) https_->stop();
    core_.stop();
    pool_.stop();
    control_.stop();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    // A start that failed has brought nothing back, or has not erased it.
    if (!has_run_ || config_.keeps_nothing()) return {};
    return keep_sessions(core_.broker(), plane_->store(), io::read_clock(), io::unix_milliseconds(), log_);
  }

  const Config& config() const { return config_; }
  std::uint16_t mqtt_port() const { return mqtt_->port(); }
  std::uint16_t https_port() const { return https_->port(); }
  const std::string& ca_certificate_pem() const { return ca_certificate_pem_; }

 private:
  io::Outcome<void> start_control(store::Store database) {
    control::Settings settings;
    settings.version = version_text();
    settings.hostname = config_.hostname();
    settings.hostnames = own_names(config_);
    settings.ca_certificate_pem = ca_certificate_pem_;
    settings.quotas = config_.quotas != "off";
    settings.operation_milliseconds = static_cast<std::int64_t>(config_.async_seconds * 1000);
    settings.random_bytes = [](std::span<std::uint8_t> bytes) {
      if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
        throw std::runtime_error("there is no randomness for an access key");
      }
    };
    settings.read_ca_certificate = io::read_ca_certificate;
    settings.read_client_certificate = io::read_client_certificate;
    settings.verify_chain = io::verify_client_chain;
    settings.recent_denials = [this] { return core_.recent_denials(); };
    plane_.emplace(settings, std::move(database));
    const auto changes = plane_->start(io::unix_milliseconds());
    if (changes.has_error()) return io::Failure(changes.error().message);
    io::apply_changes(core_.broker(), *changes, io::read_clock());
    return {};
  }

  io::Outcome<void> open_listeners() {
    auto mqtt = io::Listener::open({io::Protocol::mqtt, config_.bind, config_.mqtt_port}, pool_,
                                   context_.get(), log_);
    if (!mqtt) return mqtt.error();
    mqtt_ = std::move(*mqtt);
    auto https = io::Listener::open({io::Protocol::https, config_.bind, config_.https_port}, pool_,
                                    context_.get(), log_);
    if (!https) return https.error();
    https_ = std::move(*https);
    return {};
  }

  void run() {
    has_run_ = true;
    gate_.emplace(*plane_, core_, control_.get_executor(), log_);
    core_.start();
    mqtt_->start([this](io::Established&& established) { core_.adopt(std::move(established)); });
    https_->start([this](io::Established&& established) {
      asio::co_spawn(control_,
                     io::serve_http(std::move(established), control_, *gate_, log_, upgrade_throttle_),
                     asio::detached);
    });
    threads_.emplace_back([this] { control_.run(); });
    for (unsigned count = pool_threads(config_); count != 0; --count)
      threads_.emplace_back([this] { pool_.run(); });
  }

  Config config_;
  io::LogSink& log_;
  std::string ca_certificate_pem_;
  io::ContextPointer context_;
  std::optional<control::ControlPlane> plane_;
  asio::io_context pool_;
  asio::io_context control_;
  WorkGuard pool_work_{pool_.get_executor()};
  WorkGuard control_work_{control_.get_executor()};
  io::Core core_;
  std::optional<io::Gate> gate_;
  io::LineThrottle upgrade_throttle_;  ///< of the control thread
  std::unique_ptr<io::Listener> mqtt_;
  std::unique_ptr<io::Listener> https_;
  std::vector<std::thread> threads_;
  bool has_run_ = false;
  bool stopped_ = false;
};

App::App(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
App::~App() = default;

io::Outcome<std::unique_ptr<App>> App::start(const Config& config, io::LogSink& log) {
  try {
    auto parts = std::make_unique<Parts>(config, log);
    if (const auto started = parts->start(); !started) return started.error();
    return std::unique_ptr<App>(new App(std::move(parts)));
  } catch (const std::exception& exception) {
    return io::Failure(std::string("The emulator cannot start: ") + exception.what() + ".");
  }
}

std::uint16_t App::mqtt_port() const {
  return parts_->mqtt_port();
}
std::uint16_t App::https_port() const {
  return parts_->https_port();
}
const std::string& App::ca_certificate_pem() const {
  return parts_->ca_certificate_pem();
}
io::Outcome<void> App::stop() {
  return parts_->stop();
}

std::string App::ready_line() const {
  const Config& config = parts_->config();
  return format_ready_line({mqtt_port(), https_port(), config.hostname(), config.ca_file()});
}

}  // namespace eg::app
