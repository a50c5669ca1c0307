// Asio and Beast, compiled once: every other file of the shell sees declarations only.
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
