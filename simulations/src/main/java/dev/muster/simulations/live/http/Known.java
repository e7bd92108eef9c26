package dev.muster.simulations.live.http;

import dev.muster.simulations.live.store.Requester;
import java.util.Optional;

/**
 * Who holds a token.
 *
 * @param claims what must still be true for the token to be good; empty if it is for good
 */
record Known(Requester requester, Optional<AccountTokens.Claims> claims) {
  static Known lasting(Requester requester) {
    return new Known(requester, Optional.empty());
  }

  static Known claimed(AccountTokens.Claims claims) {
    return new Known(claims.requester(), Optional.of(claims));
  }
}
