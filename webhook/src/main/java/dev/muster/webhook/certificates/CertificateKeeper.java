package dev.muster.webhook.certificates;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Loop;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the webhook's certificate: all replicas serve with the one that stands in the Secret, the
 * API server trusts its authority, and there is another one in time.
 *
 * <p>Goals: no call fails for a certificate's sake, not while it is renewed either, whoever of the
 * replicas does it; no replica waits for another; none needs a restart.
 *
 * <p>Algorithm: read the Secret; if what stands there will not do (or will not for long), issue
 * another and write it, bound to the version that was read: of several that try, one wins and the
 * others read again. Then see to it that the registration trusts its authorities, of which there
 * are two after a renewal, so that replicas which serve with the old one are believed as well. Only
 * then serve with it; and if an old one is being served with, wait until every API server must have
 * heard of the new authority. Then the same again after a while.
 *
 * <p>Confined to the loop. What fails is told and tried again; what is being served stays.
 */
public final class CertificateKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateKeeper.class);
  private static final Api.Kind SECRETS = new Api.Kind("", "v1", "secrets", true);

  private static final long RETRY_MILLIS = 2_000;

  /** Below this, the lost race for a write is simply read again. */
  private static final long AGAIN_MILLIS = 200;

  private static final long ALARM_MILLIS = 14L * 24 * 3_600 * 1_000;

  /**
   * Where things are.
   *
   * @param registration name of both configurations that have the webhook called
   * @param hosts names and addresses by which API servers call the webhook
   * @param lookMillis time between two looks
   * @param spreadMillis after which every API server has heard of a new authority
   */
  public record Terms(
      String namespace,
      String secret,
      String registration,
      List<String> hosts,
      long lookMillis,
      long spreadMillis) {
    public Terms {
      hosts = List.copyOf(hosts);
    }
  }

  private final Api api;
  private final Loop loop;
  private final Terms terms;
  private final List<Registration> registrations;
  private final Consumer<Generation> serve;
  private volatile Generation serving;
  private volatile String missing = "the certificate's Secret";
  private boolean trusted;

  /**
   * @param first what is being served with already, until the Secret says otherwise
   * @param serve serves with another one from now on
   */
  public CertificateKeeper(
      Api api, Loop loop, Terms terms, Generation first, Consumer<Generation> serve) {
    this.api = api;
    this.loop = loop;
    this.terms = terms;
    this.registrations =
        List.of(
            new Registration(api, Registration.MUTATING, terms.registration()),
            new Registration(api, Registration.VALIDATING, terms.registration()),
            new Registration(api, Registration.DEFINITION, Registration.APP_WRAPPERS));
    this.serving = first;
    this.serve = serve;
  }

  /** Something to serve with until the Secret has been read; it may become what stands there. */
  public static Generation first(List<String> hosts, long now) {
    return Issuer.issue(hosts, List.of(), Instant.ofEpochMilli(now));
  }

  /** Begins to keep it; never ends. */
  public void start() {
    look();
  }

  /** What is still to come before API servers believe what is served; empty when they do. */
  public Optional<String> missing() {
    return missing.isEmpty() ? Optional.empty() : Optional.of(missing);
  }

  /** When what is being served with ends, in epoch milliseconds. */
  public long expiry() {
    return serving.expiry();
  }

  private Api.Ref ref() {
    return new Api.Ref(SECRETS, terms.namespace(), terms.secret());
  }

  private void look() {
    api.get(ref(), this::read);
  }

  private void read(Answer answer) {
    switch (answer) {
      case Answer.Done done -> judge(done.object(), this::issue);
      case Answer.Refused refused when refused.code() == 404 ->
          api.create(SECRETS, terms.namespace(), SecretForm.create(terms, serving), this::written);
      case Answer.Refused refused -> failed("read", "the Secret", refused.message());
      case Answer.Unknown unknown -> failed("read", "the Secret", unknown.problem());
    }
  }

  private interface Remedy {
    void apply(Map<String, @Nullable Object> secret, Optional<Generation> stored, String objection);
  }

  private void judge(Map<String, @Nullable Object> secret, Remedy remedy) {
    var now = Instant.ofEpochMilli(loop.now());
    var stored = SecretForm.read(secret);
    var objection =
        stored.isEmpty()
            ? Optional.of("there is none")
            : stored.get().objection(terms.hosts(), now);
    if (objection.isEmpty()) {
      trust(stored.orElseThrow());
    } else {
      remedy.apply(secret, stored, objection.get());
    }
  }

  private void issue(
      Map<String, @Nullable Object> secret, Optional<Generation> stored, String objection) {
    LOG.atInfo().addKeyValue("action", "issue").log("certificate: {}", objection);
    var now = Instant.ofEpochMilli(loop.now());
    var next = Issuer.issue(terms.hosts(), stored.map(this::trustedBy).orElse(List.of()), now);
    api.patch(ref(), "", Api.PatchType.MERGE, SecretForm.patch(secret, next), this::written);
  }

  /** Whom those must have trusted who serve with this one; nobody if it cannot be read. */
  private List<X509Certificate> trustedBy(Generation stored) {
    try {
      return stored.content().authorities();
    } catch (GeneralSecurityException unreadable) {
      return List.of();
    }
  }

  private void written(Answer answer) {
    switch (answer) {
      // What does not do though it was just issued would not do the next time either.
      case Answer.Done done ->
          judge(
              done.object(), (secret, stored, why) -> failed("issue", "a fresh certificate", why));
      case Answer.Refused refused when refused.code() == 409 ->
          loop.after(AGAIN_MILLIS, this::look); // another replica was faster
      case Answer.Refused refused -> failed("write", "the Secret", refused.message());
      case Answer.Unknown unknown -> failed("write", "the Secret", unknown.problem());
    }
  }

  private void trust(Generation generation) {
    trust(generation, registrations);
  }

  /** One after the other; served with it is only when all trust it that can. */
  private void trust(Generation generation, List<Registration> open) {
    if (open.isEmpty()) {
      believed(generation);
      return;
    }
    var registration = open.getFirst();
    registration.trust(
        generation.authorities(),
        problem -> {
          if (problem.isPresent() && !problem.get().isBearable()) {
            failed("register", registration.title(), problem.get().text());
            return;
          }
          problem.ifPresent(bearable -> warn("register", registration.title(), bearable.text()));
          trust(generation, open.subList(1, open.size()));
        });
  }

  private void believed(Generation generation) {
    if (generation.equals(serving)) {
      served();
    } else if (trusted) {
      loop.after(terms.spreadMillis(), () -> change(generation));
    } else {
      change(generation);
    }
  }

  private void change(Generation generation) {
    serving = generation;
    serve.accept(generation);
    LOG.atInfo().addKeyValue("action", "serve").log("with a certificate from the Secret");
    served();
  }

  private void served() {
    trusted = true;
    missing = "";
    if (serving.expiry() - loop.now() < ALARM_MILLIS) {
      LOG.atError()
          .addKeyValue("action", "alarm")
          .log("the certificate ends at {}", Instant.ofEpochMilli(serving.expiry()));
    }
    boolean complete = registrations.stream().allMatch(Registration::isThere);
    loop.after(complete ? terms.lookMillis() : RETRY_MILLIS, this::look);
  }

  private void failed(String action, String object, String problem) {
    warn(action, object, problem);
    if (!trusted) {
      missing = object + ": " + SecretForm.oneLine(problem);
    }
    loop.after(RETRY_MILLIS, this::look);
  }

  private static void warn(String action, String object, String problem) {
    LOG.atWarn().addKeyValue("action", action).log("{}: {}", object, SecretForm.oneLine(problem));
  }
}
