package dev.muster.webhook.certificates;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/** Whether two keys are halves of one. */
final class Keys {
  private Keys() {}

  static boolean belong(PrivateKey key, PublicKey to) throws GeneralSecurityException {
    if (!key.getAlgorithm().equals(to.getAlgorithm())) {
      return false;
    }
    var probe = new byte[] {1, 2, 3};
    var signing = Signature.getInstance(algorithm(key.getAlgorithm()));
    signing.initSign(key);
    signing.update(probe);
    var signature = signing.sign();
    signing.initVerify(to);
    signing.update(probe);
    return signing.verify(signature);
  }

  private static String algorithm(String kind) {
    return switch (kind) {
      case "EC" -> "SHA256withECDSA";
      case "RSA" -> "SHA256withRSA";
      default -> kind; // the Edwards curves sign in one way only
    };
  }
}
