package dev.muster.webhook;

import dev.muster.scheduler.SchedulerConfig;
import dev.muster.scheduler.ThreadLoop;
import dev.muster.scheduler.http.Endpoints;
import dev.muster.scheduler.kube.client.Client;
import dev.muster.scheduler.kube.client.Connection;
import dev.muster.scheduler.kube.client.Limits;
import dev.muster.scheduler.kube.convert.Converter;
import dev.muster.scheduler.model.User;
import dev.muster.webhook.certificates.CertificateKeeper;
import dev.muster.webhook.certificates.CertificateListener;
import dev.muster.webhook.certificates.Certificates;
import dev.muster.webhook.certificates.Generation;
import dev.muster.webhook.certificates.GivenCertificate;
import dev.muster.webhook.certificates.Periods;
import dev.muster.webhook.decide.Admitter;
import dev.muster.webhook.decide.Settings;
import dev.muster.webhook.http.AdmissionServer;
import dev.muster.webhook.http.AdmissionServer.Admissions;
import dev.muster.webhook.http.AdmissionServer.Identity;
import dev.muster.webhook.inquiry.Inquirer;
import dev.muster.webhook.lease.LeaseSight;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A running webhook: builds all of it and starts it, readable from top to bottom. It ends by {@link
 * #close}, or calls {@code onFatal} once with the reason why it must not go on.
 */
public final class Webhook implements AutoCloseable {
  private static final String CONVERT = "/convert";

  /** Few calls, and none of them urgent: a lease, a Secret, a registration. */
  private static final Limits LIMITS = new Limits(4, 10, 20, 5_000);

  /** As many as people submit; whoever waits longer than this for an answer is told so. */
  private static final Limits REVIEWS = new Limits(64, 1_000, 2_000, 1_000);

  /** Of its own: part of an API server may be somebody else's, and slow or broken. */
  private static final Limits DISCOVERY = new Limits(8, 10, 20, 1_000);

  /**
   * Where and for whom to run.
   *
   * @param namespace of its Secret, and of the lease unless the configuration names one
   */
  public record Start(
      Connection connection,
      String namespace,
      Names names,
      Serving serving,
      Listening listening,
      String version) {}

  /**
   * What it serves with.
   *
   * @param hosts names and addresses by which API servers call it
   * @param isGiven whether somebody else puts its certificate into the Secret, renews it there, and
   *     says to API servers whom to trust; else it does all of that
   */
  public record Serving(List<String> hosts, boolean isGiven, Periods periods) {
    public Serving {
      hosts = List.copyOf(hosts);
    }

    /** With certificates of its own making. */
    public static Serving own(List<String> hosts) {
      return new Serving(hosts, false, Periods.STANDARD);
    }
  }

  /**
   * What things are called.
   *
   * @param secret where its certificate stands
   * @param registration both its MutatingWebhookConfiguration and its
   *     ValidatingWebhookConfiguration
   * @param scheduler the service account that creates what is wrapped; empty if it is none, and
   *     then nobody asks what it may create
   */
  public record Names(String secret, String registration, String scheduler) {
    public static final Names STANDARD =
        new Names("muster-webhook-certificate", "muster-webhook", "muster-scheduler");
  }

  /**
   * Where it listens.
   *
   * @param address of one of its networks, or {@link #EVERYWHERE}
   * @param port of the end points that API servers call; 0 takes a free one
   * @param httpPort of health and metrics; 0 takes a free one, negative starts none
   */
  public record Listening(String address, int port, int httpPort) {
    public static final String EVERYWHERE = "0.0.0.0";
  }

  private final ThreadLoop loop;
  private final Client client;
  private final Client reviews;
  private final Client discovery;
  private final LeaseSight lease;
  private final Certificates certificates;
  private final AdmissionServer server;
  private final List<Endpoints> endpoints;
  private final AtomicReference<String> fatal = new AtomicReference<>("");

  private Webhook(SchedulerConfig config, Start start, Clock clock, Consumer<String> onFatal) {
    Consumer<String> fail =
        reason -> {
          if (fatal.compareAndSet("", reason)) {
            onFatal.accept(reason);
          }
        };
    // 1 One thread for everything but reading requests and sending answers.
    loop = new ThreadLoop("webhook", clock, error -> fail.accept("defect: " + error));
    client = start.connection().client(loop, LIMITS, (method, code, nanos) -> {});
    reviews = start.connection().client(loop, REVIEWS, (method, code, nanos) -> {});
    discovery = start.connection().client(loop, DISCOVERY, (method, code, nanos) -> {});
    // 2 What decisions rest on.
    lease = new LeaseSight(client, loop, terms(config, start));
    // 3 The end points, at first with a certificate that nobody knows yet.
    var periods = start.serving().periods();
    var first = CertificateKeeper.first(start.serving().hosts(), periods, clock.millis());
    var current = new AtomicReference<>(first);
    LongSupplier expiry = () -> current.get().expiry();
    var metrics =
        new WebhookMetrics(
            start.version(),
            lease::leading,
            expiry,
            () -> expiry.getAsLong() - clock.millis() < periods.alarm().toMillis());
    server =
        AdmissionServer.start(
            start.listening().address(),
            start.listening().port(),
            identity(first),
            new AdmissionServer.Service(
                endpoints(config, start),
                new TreeMap<>(Map.of(CONVERT, Converter::convert)),
                metrics,
                dev.muster.webhook.http.Limits.STANDARD));
    certificates = certificates(start, first, listener(current, metrics, fail));
    // 4 What others may ask of it.
    var sources = new Endpoints.Sources(this::problems, this::missing, metrics::scrape);
    endpoints =
        start.listening().httpPort() < 0
            ? List.of()
            : List.of(
                Endpoints.start(
                    start.listening().address(), start.listening().httpPort(), sources));
  }

  /**
   * Starts a webhook.
   *
   * @throws IllegalArgumentException if the connection cannot be understood
   * @throws IllegalStateException if a port cannot be had
   */
  public static Webhook start(
      SchedulerConfig config, Start start, Clock clock, Consumer<String> onFatal) {
    var webhook = new Webhook(config, start, clock, onFatal);
    webhook.loop.post(webhook.lease::start);
    webhook.loop.post(webhook.certificates::start);
    return webhook;
  }

  private CertificateListener listener(
      AtomicReference<Generation> current, WebhookMetrics metrics, Consumer<String> fail) {
    return new CertificateListener() {
      @Override
      public void serve(Generation next) {
        current.set(next);
        server.serveWith(
            identity(next),
            problem -> fail.accept("cannot serve with the certificate: " + problem));
      }

      @Override
      public void unusable(String why) {
        metrics.onUnusable();
      }
    };
  }

  private Certificates certificates(Start start, Generation first, CertificateListener listener) {
    var serving = start.serving();
    var secret = start.names().secret();
    if (serving.isGiven()) {
      var terms =
          new GivenCertificate.Terms(start.namespace(), secret, serving.hosts(), serving.periods());
      return new GivenCertificate(client, loop, terms, listener);
    }
    var terms =
        new CertificateKeeper.Terms(
            start.namespace(),
            secret,
            start.names().registration(),
            serving.hosts(),
            serving.periods());
    return new CertificateKeeper(client, loop, terms, first, listener);
  }

  private static LeaseSight.Terms terms(SchedulerConfig config, Start start) {
    var election = config.muster().leaderElection();
    var namespace = election.namespace().isEmpty() ? start.namespace() : election.namespace();
    long look = Math.max(100, election.retryPeriod() / 2);
    return new LeaseSight.Terms(namespace, election.name(), election.renewDeadline(), look);
  }

  private static Identity identity(Generation generation) {
    return new Identity(generation.certificate(), generation.key());
  }

  private SortedMap<String, Admissions> endpoints(SchedulerConfig config, Start start) {
    var admitter = new Admitter(settings(config, start));
    var inquirer = new Inquirer(reviews, discovery, loop, lease, Inquirer.Terms.STANDARD);
    var endpoints = new TreeMap<String, Admissions>();
    endpoints.put(
        "/mutate-pods",
        (request, then) -> inquirer.decide(facts -> admitter.pod(request, facts), then));
    endpoints.put(
        "/mutate-workload-codeflare-dev-v1beta2-appwrapper",
        (request, then) -> then.accept(admitter.completeAppWrapper(request)));
    endpoints.put("/hold", (request, then) -> then.accept(admitter.hold(request, false)));
    endpoints.put("/hold-every", (request, then) -> then.accept(admitter.hold(request, true)));
    endpoints.put(
        "/validate-workload-codeflare-dev-v1beta2-appwrapper",
        (request, then) ->
            inquirer.decide(facts -> admitter.checkAppWrapper(request, facts), then));
    return endpoints;
  }

  private static Settings settings(SchedulerConfig config, Start start) {
    var account = start.names().scheduler();
    return new Settings(
        config.appWrappers().defaultQueueName(),
        config.appWrappers().userRbacAdmissionCheck(),
        account.isEmpty() ? null : User.account(start.namespace(), account));
  }

  /** Where API servers call it. */
  public int port() {
    return server.port();
  }

  /** Whether a scheduler leads, as far as it is known here. */
  public boolean leading() {
    return lease.leading();
  }

  /** Whether API servers believe its certificate. */
  public boolean isTrusted() {
    return certificates.missing().isEmpty();
  }

  /** What is still to come before it does its work; empty when it does. */
  public List<String> missing() {
    var missing = new ArrayList<String>();
    certificates.missing().ifPresent(missing::add);
    if (!lease.isKnown()) {
      missing.add("the scheduler's Lease");
    }
    return missing;
  }

  private List<String> problems() {
    return fatal.get().isEmpty() ? List.of() : List.of(fatal.get());
  }

  @Override
  public void close() {
    endpoints.forEach(Endpoints::close);
    try (server;
        client;
        reviews;
        discovery) {
      loop.close();
    }
  }
}
