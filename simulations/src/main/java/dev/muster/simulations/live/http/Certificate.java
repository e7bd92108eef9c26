package dev.muster.simulations.live.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The server's key and certificate for this run: elliptic, self-signed, its own authority, valid
 * for {@code 127.0.0.1} and {@code localhost}. Made by the {@code keytool} of the running JDK,
 * which takes some 0.4 s; the key store is read back and removed, so no private key stays on the
 * disk.
 *
 * @param keyStore PKCS#12 bytes
 * @param pem the certificate, which clients trust as the authority
 */
record Certificate(byte[] keyStore, String password, String pem) {
  private static final String ALIAS = "muster";
  private static final long PATIENCE_SECONDS = 60;

  /** Makes one, with {@code folder} (created if missing) for the file in between. */
  static Certificate create(Path folder) {
    try {
      Files.createDirectories(folder);
      var scratch = Files.createTempDirectory(folder, "certificate");
      var file = scratch.resolve("server.p12");
      try {
        var password = Tokens.random();
        run(command(file), password);
        var bytes = Files.readAllBytes(file);
        return new Certificate(bytes, password, pem(bytes, password));
      } finally {
        Files.deleteIfExists(file);
        Files.delete(scratch);
      }
    } catch (IOException | GeneralSecurityException broken) {
      throw new IllegalStateException(
          "no certificate for the embedded API server: " + broken.getMessage(), broken);
    }
  }

  private static List<String> command(Path file) {
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    if (!Files.isExecutable(keytool)) {
      throw new IllegalStateException(
          "the embedded API server needs keytool to make its certificate, and this Java has none: "
              + keytool);
    }
    return List.of(
        keytool.toString(),
        "-J-XX:TieredStopAtLevel=1",
        "-J-XX:+UseSerialGC",
        "-genkeypair",
        "-alias",
        ALIAS,
        "-keyalg",
        "EC",
        "-groupname",
        "secp256r1",
        "-sigalg",
        "SHA256withECDSA",
        "-dname",
        "CN=muster-demo",
        "-validity",
        "365",
        "-ext",
        "san=ip:127.0.0.1,dns:localhost",
        "-ext",
        "bc:critical=ca:true",
        "-ext",
        "ku:critical=digitalSignature,keyCertSign",
        "-ext",
        "eku=serverAuth",
        "-storetype",
        "PKCS12",
        "-keystore",
        file.toString(),
        "-storepass:env",
        "MUSTER_STORE_PASSWORD");
  }

  private static void run(List<String> command, String password) throws IOException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("MUSTER_STORE_PASSWORD", password);
    var process = builder.start();
    process.getOutputStream().close();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("keytool did not end");
      }
    } catch (InterruptedException stopped) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while keytool ran", stopped);
    }
    if (process.exitValue() != 0) {
      throw new IOException("keytool failed: " + output.strip());
    }
  }

  private static String pem(byte[] keyStore, String password)
      throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(new ByteArrayInputStream(keyStore), password.toCharArray());
    var encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
    return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
        .formatted(encoder.encodeToString(store.getCertificate(ALIAS).getEncoded()));
  }
}
