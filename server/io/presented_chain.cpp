// OpenSSL would keep the others parsed, 4.5 KB each. They are taken out of its hands in the callback that
// verifies the chain, before it stores them; a session that is copied for a ticket copies the pointer.
#include "server/io/presented_chain.hpp"

#include <functional>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace eg::io {
namespace {

using Shared = std::shared_ptr<const SentCertificates>;

/// Equal lists are one list as long as somebody holds it.
class SharedLists {
 public:
  Shared find_or_add(SentCertificates certificates) {
    std::size_t hash = 0;
    for (const std::string& one : certificates) hash = hash * 31 + std::hash<std::string>()(one);
    const std::lock_guard lock(mutex_);
    const auto [first, last] = lists_.equal_range(hash);
    for (auto entry = first; entry != last; ++entry) {
      if (Shared list = entry->second.lock(); list && *list == certificates) return list;
    }
    if (lists_.size() >= clean_at_) {
      std::erase_if(lists_, [](const auto& entry) { return entry.second.expired(); });
      clean_at_ = 2 * lists_.size() + clean_at_min;
    }
    Shared list = std::make_shared<const SentCertificates>(std::move(certificates));
    lists_.emplace(hash, list);
    return list;
  }

 private:
  static constexpr std::size_t clean_at_min = 256;
  std::mutex mutex_;
  std::unordered_multimap<std::size_t, std::weak_ptr<const SentCertificates>> lists_;
  std::size_t clean_at_ = clean_at_min;
};

SharedLists& shared_lists() {
  static SharedLists lists;
  return lists;
}

void free_list(void*, void* list, CRYPTO_EX_DATA*, int, long, void*) {
  delete static_cast<Shared*>(list);
}

int copy_list(CRYPTO_EX_DATA*, const CRYPTO_EX_DATA*, void** list, int, long, void*) {
  if (*list != nullptr) *list = new Shared(*static_cast<Shared*>(*list));
  return 1;
}

/// The place of the list in a session.
int session_index() {
  static const int index = SSL_SESSION_get_ex_new_index(0, nullptr, nullptr, copy_list, free_list);
  return index;
}

std::string der_of(X509* certificate) {
  unsigned char* bytes = nullptr;
  const int length = i2d_X509(certificate, &bytes);
  if (length < 0) return {};
  std::string der(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(length));
  OPENSSL_free(bytes);
  return der;
}

/// Called with everything that the peer sent, the leaf first.
int keep_and_accept(X509_STORE_CTX* context, void*) {
  STACK_OF(X509)* const received = X509_STORE_CTX_get0_untrusted(context);
  auto* const ssl =
      static_cast<SSL*>(X509_STORE_CTX_get_ex_data(context, SSL_get_ex_data_X509_STORE_CTX_idx()));
  if (ssl == nullptr || sk_X509_num(received) < 2) return 1;
  SentCertificates others;
  for (int at = 1; at < sk_X509_num(received); ++at) others.push_back(der_of(sk_X509_value(received, at)));
  while (sk_X509_num(received) > 1) X509_free(sk_X509_pop(received));
  auto list = std::make_unique<Shared>(shared_lists().find_or_add(std::move(others)));
  SSL_SESSION* const session = SSL_get_session(ssl);
  delete static_cast<Shared*>(SSL_SESSION_get_ex_data(session, session_index()));
  if (SSL_SESSION_set_ex_data(session, session_index(), list.get()) != 1) return 0;
  list.release();  // NOLINT(bugprone-unused-return-value): the session's now
  return 1;
}

}  // namespace

void accept_and_keep_presented_chains(SSL_CTX* context) {
  session_index();
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_cert_verify_callback(context, keep_and_accept, nullptr);
}

PresentedChain presented_chain(SSL* ssl) {
  PresentedChain presented;
  presented.leaf.reset(SSL_get1_peer_certificate(ssl));
  SSL_SESSION* const session = SSL_get_session(ssl);
  if (session == nullptr) return presented;
  if (const auto* list = static_cast<Shared*>(SSL_SESSION_get_ex_data(session, session_index()))) {
    presented.sent = *list;
  }
  return presented;
}

}  // namespace eg::io
