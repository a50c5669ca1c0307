// A connection whose TLS handshake is done, on its way from the pool to the executor that will own it.
#pragma once

#include <memory>

#include "server/broker/broker.hpp"
#include "server/io/file_descriptor.hpp"
#include "server/io/tls_stream.hpp"

namespace eg::io {

struct Established {
  FileDescriptor socket;  ///< outlives the stream
  std::unique_ptr<TlsStream> stream;
  broker::Peer peer;
};

}  // namespace eg::io
