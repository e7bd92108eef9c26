package dev.muster.webhook.http;

import dev.muster.scheduler.kube.convert.Converter;
import dev.muster.webhook.certificates.CertificateKeeper;
import dev.muster.webhook.decide.Admitter;
import dev.muster.webhook.decide.Settings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The end points with the rules of production, as if all that these ask were answered in the
 * affirmative at once. As a program: says its port and serves until its input ends, so that what it
 * takes can be measured apart from who asks.
 */
final class StandingServer {
  static final String PODS = "/mutate-pods";
  static final String COMPLETE = "/mutate-workload-codeflare-dev-v1beta2-appwrapper";
  static final String CHECK = "/validate-workload-codeflare-dev-v1beta2-appwrapper";
  static final String HOLD = "/hold";
  static final String HOLD_EVERY = "/hold-every";
  static final String CONVERT = "/convert";

  private StandingServer() {}

  static AdmissionServer start(AnswerListener listener) {
    var admitter = new Admitter(Settings.STANDARD);
    var endpoints = new TreeMap<String, AdmissionServer.Admissions>();
    endpoints.put(
        PODS, (request, then) -> then.accept(ReviewTarget.decided(request, admitter::pod)));
    endpoints.put(COMPLETE, (request, then) -> then.accept(admitter.completeAppWrapper(request)));
    endpoints.put(HOLD, (request, then) -> then.accept(admitter.hold(request, false)));
    endpoints.put(HOLD_EVERY, (request, then) -> then.accept(admitter.hold(request, true)));
    endpoints.put(
        CHECK,
        (request, then) -> then.accept(ReviewTarget.decided(request, admitter::checkAppWrapper)));
    var generation = CertificateKeeper.first(List.of("127.0.0.1"), System.currentTimeMillis());
    return AdmissionServer.start(
        "127.0.0.1",
        0,
        new AdmissionServer.Identity(generation.certificate(), generation.key()),
        new AdmissionServer.Service(
            endpoints,
            new TreeMap<>(Map.of(CONVERT, Converter::convert)),
            listener,
            Limits.STANDARD));
  }

  public static void main(String[] arguments) throws IOException {
    try (var server = start((path, code, outcome, nanos) -> {})) {
      System.out.println("port " + server.port());
      while (System.in.read() >= 0) {
        // until whoever started it is gone
      }
    }
  }
}
