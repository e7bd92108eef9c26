package dev.muster.webhook.certificates;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Loop;
import dev.muster.webhook.certificates.Generation.Objection;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * others read again. It comes with the authority that signs it and with those that replicas may
 * still be believed by: of what is served here, and of what API servers trust now, which is one and
 * the same unless somebody has spoilt the Secret meanwhile. Then see to it that the registrations
 * trust all of them. Only then serve with it; and if an old one is being served with, wait until
 * every API server must have heard of the new authority, and look whether they still do: another
 * replica may have read the Secret before and written later. Then the same again after a while.
 *
 * <p>Confined to the loop. What fails is told and tried again; what is being served stays.
 */
public final class CertificateKeeper implements Certificates {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateKeeper.class);
  private static final Api.Kind SECRETS = new Api.Kind("", "v1", "secrets", true);

  private static final long RETRY_MILLIS = 2_000;

  /** Below this, the lost race for a write is simply read again. */
  private static final long AGAIN_MILLIS = 200;

  /**
   * Where things are.
   *
   * @param registration name of both configurations that have the webhook called
   * @param hosts names and addresses by which API servers call the webhook
   */
  public record Terms(
      String namespace, String secret, String registration, List<String> hosts, Periods periods) {
    public Terms {
      hosts = List.copyOf(hosts);
    }
  }

  private final Api api;
  private final Loop loop;
  private final Terms terms;
  private final List<Registration> registrations;
  private final CertificateListener listener;
  private Generation serving;
  private long expiry;
  private volatile String missing = "the certificate's Secret";
  private boolean trusted;

  /** What is to be served with when everybody has heard of its authority. */
  private @Nullable Generation next;

  private long nextTrustedSince;
  private @Nullable Long alarmedAt;

  /**
   * @param first what is being served with already, until the Secret says otherwise
   */
  public CertificateKeeper(
      Api api, Loop loop, Terms terms, Generation first, CertificateListener listener) {
    this.api = api;
    this.loop = loop;
    this.terms = terms;
    this.registrations =
        List.of(
            new Registration(api, Registration.MUTATING, terms.registration()),
            new Registration(api, Registration.VALIDATING, terms.registration()),
            new Registration(api, Registration.DEFINITION, Registration.APP_WRAPPERS));
    this.serving = first;
    this.expiry = first.expiry();
    this.listener = listener;
  }

  /** Something to serve with until the Secret has been read; it may become what stands there. */
  public static Generation first(List<String> hosts, long now) {
    return first(hosts, Periods.STANDARD, now);
  }

  /** The same for other periods. */
  public static Generation first(List<String> hosts, Periods periods, long now) {
    return Issuer.issue(hosts, List.of(), Issuer.Term.of(periods, Instant.ofEpochMilli(now)));
  }

  @Override
  public void start() {
    look();
  }

  @Override
  public Optional<String> missing() {
    return missing.isEmpty() ? Optional.empty() : Optional.of(missing);
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
    void apply(Map<String, @Nullable Object> secret, Optional<Generation> stored, Objection why);
  }

  private void judge(Map<String, @Nullable Object> secret, Remedy remedy) {
    var now = Instant.ofEpochMilli(loop.now());
    var stored = SecretForm.read(secret);
    var objection =
        stored.isEmpty()
            ? Optional.of(new Objection("there is none", false))
            : stored.get().objection(terms.hosts(), now, terms.periods().reserve());
    if (objection.isEmpty()) {
      trust(stored.orElseThrow());
    } else {
      remedy.apply(secret, stored, objection.get());
    }
  }

  private void issue(
      Map<String, @Nullable Object> secret, Optional<Generation> stored, Objection objection) {
    if (objection.isDue() || !trusted) {
      LOG.atInfo().addKeyValue("action", "issue").log("certificate: {}", objection.why());
    } else {
      LOG.atError()
          .addKeyValue("action", "alarm")
          .log("certificate: somebody has spoilt its Secret: {}", objection.why());
      listener.unusable(objection.why());
    }
    registrations
        .getFirst()
        .bundle(bundle -> {
          var before = believed(stored, bundle);
          var term = Issuer.Term.of(terms.periods(), Instant.ofEpochMilli(loop.now()));
          var issued = Issuer.issue(terms.hosts(), before, term);
          var patch = SecretForm.patch(secret, issued);
          api.patch(ref(), "", Api.PatchType.MERGE, patch, this::written);
        });
  }

  /** By whom replicas may still be believed. */
  private Set<X509Certificate> believed(Optional<Generation> stored, String bundle) {
    var authorities = new LinkedHashSet<X509Certificate>();
    if (trusted) {
      Pem.first(serving.authorities()).ifPresent(authorities::add);
    }
    Pem.first(bundle).ifPresent(authorities::add);
    if (authorities.isEmpty()) {
      stored.map(Generation::authorities).flatMap(Pem::first).ifPresent(authorities::add);
    }
    return authorities;
  }

  private void written(Answer answer) {
    switch (answer) {
      // What does not do though it was just issued would not do the next time either.
      case Answer.Done done ->
          judge(
              done.object(),
              (secret, stored, why) -> failed("issue", "a fresh certificate", why.why()));
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
      next = null;
      served();
    } else if (!trusted || expiry <= loop.now()) {
      change(generation); // nobody believes what is served, so nothing is lost
    } else {
      waitUntilHeard(generation);
    }
  }

  private void waitUntilHeard(Generation generation) {
    boolean written = registrations.stream().anyMatch(Registration::wasWritten);
    if (written || !generation.equals(next)) {
      next = generation;
      nextTrustedSince = loop.monotonic();
    }
    long wait = nextTrustedSince + terms.periods().spread().toMillis() - loop.monotonic();
    if (wait <= 0) {
      change(generation);
    } else {
      loop.after(wait, this::look);
    }
  }

  private void change(Generation generation) {
    next = null;
    serving = generation;
    expiry = generation.expiry();
    listener.serve(generation);
    LOG.atInfo().addKeyValue("action", "serve").log("with a certificate from the Secret");
    served();
  }

  private void served() {
    trusted = true;
    missing = "";
    alarm();
    boolean complete = registrations.stream().allMatch(Registration::isThere);
    loop.after(complete ? terms.periods().look().toMillis() : RETRY_MILLIS, this::look);
  }

  private void failed(String action, String object, String problem) {
    warn(action, object, problem);
    if (!trusted) {
      missing = object + ": " + SecretForm.oneLine(problem);
    }
    alarm();
    loop.after(RETRY_MILLIS, this::look);
  }

  private void alarm() {
    long look = terms.periods().look().toMillis();
    boolean told = alarmedAt != null && loop.monotonic() - alarmedAt < look;
    if (trusted && !told && expiry - loop.now() < terms.periods().alarm().toMillis()) {
      alarmedAt = loop.monotonic();
      LOG.atError()
          .addKeyValue("action", "alarm")
          .log("the certificate ends at {}", Instant.ofEpochMilli(expiry));
    }
  }

  private static void warn(String action, String object, String problem) {
    LOG.atWarn().addKeyValue("action", action).log("{}: {}", object, SecretForm.oneLine(problem));
  }
}
