package dev.muster.webhook.certificates;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Loop;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves with a certificate that somebody else puts into a Secret and renews there, as cert-manager
 * does: read again and again, so that a renewed one is served with soon. Whom API servers trust is
 * that somebody's to say.
 *
 * <p>Promise: nothing is ever written. What will not do is not served with: what was good before
 * stays, and if there was none, that is what is missing. Confined to the loop.
 */
public final class GivenCertificate implements Certificates {
  private static final Logger LOG = LoggerFactory.getLogger(GivenCertificate.class);
  private static final Api.Kind SECRETS = new Api.Kind("", "v1", "secrets", true);
  private static final long RETRY_MILLIS = 2_000;

  /** Whoever renews a certificate, or mends one by hand, sees soon what came of it. */
  private static final long LONGEST_LOOK_MILLIS = 10_000;

  /**
   * Where it is.
   *
   * @param hosts names and addresses by which API servers call the webhook
   */
  public record Terms(String namespace, String secret, List<String> hosts, Periods periods) {
    public Terms {
      hosts = List.copyOf(hosts);
    }
  }

  private final Api api;
  private final Loop loop;
  private final Terms terms;
  private final CertificateListener listener;
  private @Nullable Generation serving;
  private long expiry;
  private @Nullable Long alarmedAt;
  private String objection = "";
  private volatile String missing;

  public GivenCertificate(Api api, Loop loop, Terms terms, CertificateListener listener) {
    this.api = api;
    this.loop = loop;
    this.terms = terms;
    this.listener = listener;
    this.missing = title();
  }

  @Override
  public void start() {
    api.get(new Api.Ref(SECRETS, terms.namespace(), terms.secret()), this::read);
  }

  @Override
  public Optional<String> missing() {
    return missing.isEmpty() ? Optional.empty() : Optional.of(missing);
  }

  private String title() {
    return "a certificate in the Secret " + terms.namespace() + "/" + terms.secret();
  }

  private void read(Answer answer) {
    switch (answer) {
      case Answer.Done done -> judge(done.object());
      case Answer.Refused refused when refused.code() == 404 -> refuse("there is no such Secret");
      case Answer.Refused refused -> unread(refused.message());
      case Answer.Unknown unknown -> unread(unknown.problem());
    }
  }

  private void judge(Map<String, @Nullable Object> secret) {
    try {
      use(GivenForm.read(secret, terms.hosts(), Instant.ofEpochMilli(loop.now())));
    } catch (GeneralSecurityException wrong) {
      refuse(String.valueOf(wrong.getMessage()));
    }
  }

  private void use(Generation generation) {
    objection = "";
    missing = "";
    if (!generation.equals(serving)) {
      serving = generation;
      expiry = generation.expiry();
      listener.serve(generation);
      LOG.atInfo().addKeyValue("action", "serve").log("with the certificate of {}", terms.secret());
    }
    again(lookMillis());
  }

  private void refuse(String problem) {
    if (isNews(problem)) {
      LOG.atError()
          .addKeyValue("action", "alarm")
          .log("{} will not do: {}; {}", title(), objection, instead());
      listener.unusable(objection);
    }
    goOn();
  }

  /** Nothing is known of what stands there, so nobody is told that it will not do. */
  private void unread(String problem) {
    if (isNews("it cannot be read: " + problem)) {
      LOG.atWarn().addKeyValue("action", "read").log("{}: {}; {}", title(), objection, instead());
    }
    goOn();
  }

  /** What is wrong is told once, until something else is, or nothing. */
  private boolean isNews(String problem) {
    var before = objection;
    objection = SecretForm.oneLine(problem);
    return !objection.equals(before);
  }

  private void goOn() {
    if (serving == null) {
      missing = title() + ": " + objection;
    }
    again(RETRY_MILLIS);
  }

  private String instead() {
    return serving == null
        ? "there is nothing to serve with until it does"
        : "served with is what was good, which ends at " + end();
  }

  private Instant end() {
    return Instant.ofEpochMilli(expiry);
  }

  private long lookMillis() {
    return Math.min(LONGEST_LOOK_MILLIS, terms.periods().look().toMillis());
  }

  private void again(long pauseMillis) {
    long look = terms.periods().look().toMillis();
    boolean told = alarmedAt != null && loop.monotonic() - alarmedAt < look;
    boolean ends = serving != null && expiry - loop.now() < terms.periods().alarm().toMillis();
    if (ends && !told) {
      alarmedAt = loop.monotonic();
      LOG.atError().addKeyValue("action", "alarm").log("the certificate ends at {}", end());
    }
    loop.after(pauseMillis, this::start);
  }
}
