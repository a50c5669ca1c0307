// Streams chunk by chunk; nothing is held whole.
#include "server/kept_sessions.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "store/snapshots.hpp"

namespace eg::app {
namespace {

std::string figures_text(const broker::Snapshot& figures, const std::string& name) {
  return std::to_string(figures.sessions) + " sessions and " + std::to_string(figures.retained_messages) +
         " retained messages of namespace '" + name + "'";
}

store::StoreResult<void> write_all(broker::Broker& broker, store::Store& store, broker::Now now,
                                   std::int64_t now_unix_milliseconds, io::LogSink& log) {
  auto transaction = store.begin();
  if (!transaction) return transaction.error();
  if (const auto erased = store::erase_snapshots(store); !erased) return erased.error();
  for (const std::string& name : broker.namespace_names()) {
    store::SnapshotPlace place{name, 0};
    store::StoreResult<void> last;
    const auto sink = [&](mqtt::BytesView chunk) {
      last = store::append_chunk(store, place, now_unix_milliseconds, chunk);
      ++place.number;
      return last.has_value();
    };
    const auto written = broker.snapshot(name, sink, now);
    if (!written) return last.error();
    if (!written->empty()) log.line(io::LogLevel::info, "kept " + figures_text(*written, name));
  }
  return transaction->commit();
}

void bring_back(broker::Broker& broker, store::Store& store, const store::SnapshotRow& row, broker::Now now,
                std::int64_t now_unix_milliseconds, io::LogSink& log) {
  store::SnapshotPlace place{row.name, 0};
  std::string failure;
  const auto source = [&]() -> std::optional<mqtt::Bytes> {
    auto chunk = store::get_chunk(store, place);
    ++place.number;
    if (!chunk) failure = chunk.error().message;
    return chunk ? std::move(*chunk) : std::nullopt;
  };
  const std::int64_t written_at = std::clamp<std::int64_t>(row.written_at_unix_milliseconds, 0,
                                                           std::max<std::int64_t>(0, now_unix_milliseconds));
  const std::int64_t elapsed = now_unix_milliseconds - written_at;
  const broker::Restored restored = broker.restore(row.name, source, elapsed, now);
  if (restored.damage.empty())
    return log.line(io::LogLevel::info, "brought back " + figures_text(restored.figures, row.name));
  if (failure.empty()) failure = restored.damage;
  log.line(io::LogLevel::warning, "namespace '" + row.name +
                                      "' begins without sessions and retained messages: what the last stop "
                                      "kept cannot be read (" +
                                      failure + ")");
}

}  // namespace

io::Outcome<void> keep_sessions(broker::Broker& broker, store::Store& store, broker::Now now,
                                std::int64_t now_unix_milliseconds, io::LogSink& log) {
  const auto written = write_all(broker, store, now, now_unix_milliseconds, log);
  if (written) return {};
  return io::Failure("MQTT sessions and retained messages are lost with this stop: " +
                     written.error().message);
}

io::Outcome<void> bring_back_sessions(broker::Broker& broker, store::Store& store, broker::Now now,
                                      std::int64_t now_unix_milliseconds, io::LogSink& log) {
  const auto rows = store::all_snapshots(store);
  if (!rows) return io::Failure(rows.error().message);
  if (rows->empty()) return {};
  for (const store::SnapshotRow& row : *rows) bring_back(broker, store, row, now, now_unix_milliseconds, log);
  auto transaction = store.begin();
  if (!transaction) return io::Failure(transaction.error().message);
  if (const auto erased = store::erase_snapshots(store); !erased) return io::Failure(erased.error().message);
  if (const auto committed = transaction->commit(); !committed) return io::Failure(committed.error().message);
  return {};
}

}  // namespace eg::app
