// The custom BIO reads from `input_` and appends to the thread's output buffer: OpenSSL never touches the
// socket.
#include "server/io/tls_stream.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>

#include <openssl/err.h>
#include <sys/socket.h>

namespace eg::io {
namespace {

constexpr std::size_t cipher_bytes = std::size_t{64} * 1024;
/// All of one receive and a record that was begun before.
constexpr std::size_t plain_bytes = cipher_bytes + 32 * 1024;
constexpr std::size_t output_bytes_kept = std::size_t{256} * 1024;
/// Of TLS's own answers, about 2,000 key updates, to a peer that says nothing else or does not read them.
constexpr std::size_t answer_bytes_max = std::size_t{64} * 1024;

struct ThreadBuffers {
  std::unique_ptr<std::uint8_t[]> cipher{new std::uint8_t[cipher_bytes]};
  std::unique_ptr<std::uint8_t[]> plain{new std::uint8_t[plain_bytes]};
  std::vector<std::uint8_t> output;
};

ThreadBuffers& buffers() {
  thread_local ThreadBuffers instance;
  return instance;
}

}  // namespace

/// The four functions of the BIO; its data is the stream.
struct StreamBio {
  static int read(BIO* bio, char* out, int length) {
    auto* stream = static_cast<TlsStream*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    if (stream->input_.empty()) {
      BIO_set_retry_read(bio);
      return -1;
    }
    const std::size_t count = std::min(static_cast<std::size_t>(length), stream->input_.size());
    std::memcpy(out, stream->input_.data(), count);
    stream->input_ = stream->input_.subspan(count);
    return static_cast<int>(count);
  }

  static int write(BIO* bio, const char* data, int length) {
    auto* stream = static_cast<TlsStream*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    // Behind what the socket did not take before, else into the buffer of the thread.
    auto& target = stream->kept_output_.empty() ? buffers().output : stream->kept_output_;
    target.insert(target.end(), data, data + length);
    return length;
  }

  static long control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

  static const BIO_METHOD* method() {
    static BIO_METHOD* const instance = [] {
      BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "thread buffers");
      BIO_meth_set_read(made, read);
      BIO_meth_set_write(made, write);
      BIO_meth_set_ctrl(made, control);
      return made;
    }();
    return instance;
  }
};

TlsStream::TlsStream(SSL_CTX* context, int socket) : ssl_(SSL_new(context)), socket_(socket) {
  BIO* bio = BIO_new(StreamBio::method());
  if (!ssl_ || bio == nullptr) throw std::bad_alloc();
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_accept_state(ssl_.get());
}

StreamStatus TlsStream::fail(std::string text) {
  last_error_ = std::move(text);
  input_ = {};
  return StreamStatus::failed;
}

TlsStream::Filled TlsStream::fill() {
  for (;;) {
    const ssize_t count = ::recv(socket_, buffers().cipher.get(), cipher_bytes, 0);
    if (count > 0) {
      input_ = {buffers().cipher.get(), static_cast<std::size_t>(count)};
      return Filled::some;
    }
    if (count == 0) return Filled::ended;
    if (errno == EINTR) continue;
    if (errno == EAGAIN || errno == EWOULDBLOCK) return Filled::blocked;
    last_error_ = std::generic_category().message(errno);
    return Filled::failed;
  }
}

void TlsStream::keep_rest() {
  if (input_.empty()) return;
  kept_input_.assign(input_.begin(), input_.end());
  input_ = {};
}

StreamStatus TlsStream::handshake() {
  for (;;) {
    ERR_clear_error();
    const int result = SSL_do_handshake(ssl_.get());
    const int error = SSL_get_error(ssl_.get(), result);
    std::string text = error == SSL_ERROR_SSL ? take_openssl_error() : std::string{};
    const StreamStatus sent = send_gathered();
    if (result == 1) {
      keep_rest();
      return sent == StreamStatus::failed ? sent : StreamStatus::ok;
    }
    if (error != SSL_ERROR_WANT_READ) return fail(text.empty() ? "handshake ended early" : std::move(text));
    if (sent != StreamStatus::ok) return sent;
    switch (fill()) {
      case Filled::some: break;
      case Filled::blocked: return StreamStatus::blocked;
      case Filled::ended: return StreamStatus::closed;
      case Filled::failed: return StreamStatus::failed;
    }
  }
}

TlsStream::Received TlsStream::receive() {
  std::uint8_t* const plain = buffers().plain.get();
  std::size_t count = 0;
  std::vector<std::uint8_t> kept;
  bool ended = false;
  if (!kept_input_.empty()) {
    kept.swap(kept_input_);
    input_ = kept;
  } else {
    const Filled filled = fill();
    if (filled == Filled::blocked) return {StreamStatus::blocked, {}};
    if (filled == Filled::failed) return {StreamStatus::failed, {}};
    ended = filled == Filled::ended;
  }
  StreamStatus status = ended ? StreamStatus::closed : StreamStatus::ok;
  const std::size_t output_before = kept_output_.size();
  ERR_clear_error();
  while (!ended) {
    const int result = SSL_read(ssl_.get(), plain + count, static_cast<int>(plain_bytes - count));
    if (result > 0) {
      count += static_cast<std::size_t>(result);
      if (input_.empty() && SSL_has_pending(ssl_.get()) == 0) break;
      continue;
    }
    const int error = SSL_get_error(ssl_.get(), result);
    if (error == SSL_ERROR_ZERO_RETURN) status = StreamStatus::closed;
    if (error == SSL_ERROR_SSL) status = fail(take_openssl_error());
    if (error == SSL_ERROR_SYSCALL) status = fail("the stream broke");
    break;
  }
  input_ = {};
  // A key update or an alert may have been written meanwhile.
  answer_bytes_ += buffers().output.size() + kept_output_.size() - output_before;
  if (!buffers().output.empty() && send_gathered() == StreamStatus::failed) status = StreamStatus::failed;
  if (count > 0 && kept_output_.empty()) answer_bytes_ = 0;
  if (answer_bytes_ > answer_bytes_max)
    status = fail("the peer sends key updates alone, or does not read the answers to them");
  return {status, {plain, count}};
}

StreamStatus TlsStream::send(std::span<const std::uint8_t> plain) {
  ERR_clear_error();
  if (!plain.empty() && SSL_write(ssl_.get(), plain.data(), static_cast<int>(plain.size())) <= 0) {
    buffers().output.clear();  // it is every stream's: half a record of this one must not reach another
    return fail(take_openssl_error());
  }
  return send_gathered();
}

StreamStatus TlsStream::flush() {
  return send_gathered();
}

StreamStatus TlsStream::send_gathered() {
  const bool kept = !kept_output_.empty();
  std::vector<std::uint8_t>& source = kept ? kept_output_ : buffers().output;
  std::size_t sent = 0;
  StreamStatus status = StreamStatus::ok;
  while (sent < source.size() && status == StreamStatus::ok) {
    const ssize_t count = ::send(socket_, source.data() + sent, source.size() - sent, MSG_NOSIGNAL);
    if (count >= 0) {
      sent += static_cast<std::size_t>(count);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      status = StreamStatus::blocked;
    } else if (errno != EINTR) {
      last_error_ = std::generic_category().message(errno);
      status = StreamStatus::failed;
    }
  }
  if (kept) {
    kept_output_.erase(kept_output_.begin(), kept_output_.begin() + static_cast<std::ptrdiff_t>(sent));
    if (kept_output_.empty()) {
      kept_output_ = {};
      answer_bytes_ = 0;
    }
    return status;
  }
  if (status == StreamStatus::blocked) {
    kept_output_.assign(source.begin() + static_cast<std::ptrdiff_t>(sent), source.end());
  }
  source.clear();
  if (source.capacity() > output_bytes_kept) source.shrink_to_fit();
  return status;
}

void TlsStream::shut_down() {
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
  send_gathered();
  ERR_clear_error();
  ssl_.reset();  // for an alert OpenSSL makes a buffer of a whole record and keeps it
  kept_input_ = {};
  kept_output_ = {};
}

}  // namespace eg::io
