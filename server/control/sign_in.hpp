// The sign-in stand-in: discovery documents and tokens for any client id, secret and scope
// (az-cli-and-sdk-traffic 0 and 1, arm-contract 18.1). Nobody is refused.
#pragma once

#include "server/control/context.hpp"

namespace eg::control {

Answer get_openid_configuration(Context& context);  ///< any path that ends so
Answer get_instance_discovery(Context& context);
Answer get_signing_keys(Context& context);
Answer post_token(Context& context);  ///< /oauth2/token and /oauth2/v2.0/token at the end of any path
Answer managed_identity_token(Context& context);
/// As a virtual machine's metadata service, for AZURE_POD_IDENTITY_AUTHORITY_HOST.
Answer instance_metadata_token(Context& context);  ///< GET and POST, az-cli-and-sdk-traffic 1.5 and 3.1

}  // namespace eg::control
