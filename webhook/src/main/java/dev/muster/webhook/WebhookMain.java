package dev.muster.webhook;

import dev.muster.scheduler.SchedulerConfig;
import dev.muster.scheduler.kube.client.Connection;
import dev.muster.webhook.certificates.Periods;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The webhook as a process: reads its configuration and runs until it is told to end. */
@Command(
    name = "webhook",
    header = "Checks AppWrappers on their way in, and holds new pods of gangs.",
    description = {
      "",
      "API servers call it when an AppWrapper is created or changed: it records who submits it,"
          + " and refuses what could not be run, what is not to change, and what its submitter"
          + " could not create without it.",
      "",
      "And at /mutate-pods when a pod labelled muster.dev/place is created: while a scheduler"
          + " leads, such a pod gets the scheduling gate muster.dev/placement, until the scheduler"
          + " sends it to its node; while none does, it starts as any other pod. All replicas"
          + " answer.",
      "",
      "And at /hold when a job or a cluster is created or changed that names a queue"
          + " (kueue.x-k8s.io/queue-name), at /hold-every for all of a namespace labelled"
          + " muster.dev/queue-bare=true: such an object is suspended until the scheduler admits"
          + " it.",
      "",
      "And at /convert when an AppWrapper is wanted in another version than it is stored in.",
      "",
      "It makes its own certificates, keeps them in a Secret and enters their authority in its"
          + " registrations and in the definition of AppWrappers; or it serves with what somebody"
          + " else keeps in a Secret. Without --kubeconfig it uses the pod's service account, or what"
          + " kubectl would use.",
      ""
    },
    sortOptions = false,
    footer = {
      "",
      "Example, on the machine of the API server:",
      "  webhook --kubeconfig ~/.kube/config --host 127.0.0.1 --port 9443",
      "",
      "Exit: 0 told to end, 1 the process broke down (start it again), 2 the configuration was"
          + " refused."
    })
public final class WebhookMain implements Callable<Integer> {
  private static final int REFUSED = 2;
  private static final int BROKEN = 1;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = Option.NULL_VALUE,
      description = "The scheduler's YAML; see docs/configuration.md. Default: every default.")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      defaultValue = Option.NULL_VALUE,
      description = "Which cluster, and as whom.")
  private Optional<Path> kubeconfig = Optional.empty();

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      defaultValue = "${env:POD_NAMESPACE:-muster-system}",
      description =
          "Where its Secret, its Service and the lease are (default: $POD_NAMESPACE, else"
              + " muster-system).")
  private String namespace = "muster-system";

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "9443",
      description = "Port that API servers call (default: ${DEFAULT-VALUE}).")
  private int port = 9_443;

  @Option(
      names = "--http-port",
      paramLabel = "N",
      defaultValue = Option.NULL_VALUE,
      description = "Port of /livez, /readyz and /metrics; overrides the configuration.")
  private Optional<Integer> httpPort = Optional.empty();

  @Option(
      names = "--service",
      paramLabel = "NAME",
      defaultValue = "muster-webhook",
      description = "The Service that API servers call it by (default: ${DEFAULT-VALUE}).")
  private String service = "muster-webhook";

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description =
          "Another name or address that they call it by, as 127.0.0.1; may be repeated. Its"
              + " certificate names all of them.")
  private List<String> hosts = new ArrayList<>();

  @Option(
      names = "--secret",
      paramLabel = "NAME",
      defaultValue = "muster-webhook-certificate",
      description = "Where its certificate is kept (default: ${DEFAULT-VALUE}).")
  private String secret = Webhook.Names.STANDARD.secret();

  @Option(
      names = "--given-secret",
      paramLabel = "NAME",
      description =
          "A Secret of type kubernetes.io/tls in which somebody else keeps its certificate, as"
              + " cert-manager does: it serves with that and writes neither a Secret nor a"
              + " caBundle. Instead of --secret and --registration.")
  private String given = "";

  @Option(
      names = "--registration",
      paramLabel = "NAME",
      defaultValue = "muster-webhook",
      description =
          "The MutatingWebhookConfiguration and the ValidatingWebhookConfiguration that call it;"
              + " its caBundle is entered there (default: ${DEFAULT-VALUE}).")
  private String registration = Webhook.Names.STANDARD.registration();

  @Option(
      names = "--scheduler-account",
      paramLabel = "NAME",
      defaultValue = "muster-scheduler",
      description =
          "The scheduler's service account, in the namespace: what it may not create is refused"
              + " when it is submitted. Empty: nobody asks (default: ${DEFAULT-VALUE}).")
  private String scheduler = Webhook.Names.STANDARD.scheduler();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this and exit.")
  private boolean help;

  private WebhookMain() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new WebhookMain()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      return run();
    } catch (IOException unreadable) {
      return refuse("cannot read " + unreadable.getMessage());
    } catch (IllegalArgumentException | IllegalStateException wrong) {
      return refuse(String.valueOf(wrong.getMessage()));
    }
  }

  private int run() throws IOException, InterruptedException {
    var file = config.map(Path::toString).orElse("defaults");
    var yaml = config.isPresent() ? Files.readString(config.get()) : "";
    return switch (SchedulerConfig.read(file, yaml)) {
      case SchedulerConfig.Result.Refused refused ->
          refuse(String.join(System.lineSeparator(), refused.problems()));
      case SchedulerConfig.Result.Accepted accepted -> run(accepted.config());
    };
  }

  private int run(SchedulerConfig accepted) throws IOException, InterruptedException {
    var format = accepted.muster().logFormat().name().toLowerCase(Locale.ROOT);
    // Before the first logger is made: an unknown value would silence the log.
    System.setProperty("MUSTER_LOG_FORMAT", format);
    var log = LoggerFactory.getLogger(WebhookMain.class);
    var connection =
        kubeconfig.isPresent()
            ? new Connection.Kubeconfig(Files.readString(kubeconfig.get()))
            : new Connection.Surroundings();
    var start =
        new Webhook.Start(
            connection,
            namespace,
            new Webhook.Names(given.isEmpty() ? secret : given, registration, scheduler),
            new Webhook.Serving(calledBy(), !given.isEmpty(), Periods.STANDARD),
            new Webhook.Listening(
                Webhook.Listening.EVERYWHERE, port, httpPort.orElse(accepted.muster().httpPort())),
            version());
    var webhook =
        Webhook.start(
            accepted,
            start,
            Clock.systemUTC(),
            reason -> {
              log.atError().addKeyValue("reason", reason).log("ends");
              Runtime.getRuntime().halt(BROKEN);
            });
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              webhook.close();
              // Else a process that a signal ends says so, though it did what it was told.
              Runtime.getRuntime().halt(0);
            }));
    log.atInfo().addKeyValue("port", webhook.port()).log("listens");
    new CountDownLatch(1).await();
    return 0;
  }

  private List<String> calledBy() {
    var all = new ArrayList<String>();
    all.add(service + "." + namespace + ".svc");
    all.add(service + "." + namespace + ".svc.cluster.local");
    all.addAll(hosts);
    return all;
  }

  private static String version() {
    var version = WebhookMain.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  private static int refuse(String problem) {
    System.err.println("error: " + problem);
    return REFUSED;
  }
}
