package dev.muster.scheduler;

import dev.muster.scheduler.kube.client.Connection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The scheduler as a process: reads its configuration and runs until it is told to end. */
@Command(
    name = "scheduler",
    header = "Queues gangs of pods and starts each whole, or not at all.",
    description = {
      "",
      "Runs on one cluster, any number of replicas; one of them leads. Without --kubeconfig it uses"
          + " the pod's service account, or what kubectl would use.",
      ""
    },
    sortOptions = false,
    footer = {
      "",
      "Exit: 0 told to end, 1 the lease was lost or the process broke down (start it again), 2 the"
          + " configuration was refused."
    })
public final class SchedulerMain implements Callable<Integer> {
  private static final int REFUSED = 2;
  private static final int BROKEN = 1;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = Option.NULL_VALUE,
      description = "YAML; see docs/configuration.md. Default: every default.")
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
      description = "Where the lease is (default: $POD_NAMESPACE, else muster-system).")
  private String namespace = "muster-system";

  @Option(
      names = "--identity",
      paramLabel = "NAME",
      defaultValue = "${env:POD_NAME:-scheduler}",
      description = "Who holds the lease; made unique for this process ($POD_NAME).")
  private String identity = "scheduler";

  @Option(
      names = "--http-port",
      paramLabel = "N",
      defaultValue = Option.NULL_VALUE,
      description = "Port of /livez, /readyz and /metrics; overrides the configuration.")
  private Optional<Integer> httpPort = Optional.empty();

  @Option(
      names = "--api-writes",
      paramLabel = "N",
      defaultValue = Option.NULL_VALUE,
      description =
          "Writes per second to the API server, and at once; overrides the configuration.")
  private Optional<Integer> apiWrites = Optional.empty();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this and exit.")
  private boolean help;

  private SchedulerMain() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new SchedulerMain()).execute(arguments));
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
      case SchedulerConfig.Result.Accepted accepted -> run(accepted);
    };
  }

  private int run(SchedulerConfig.Result.Accepted accepted)
      throws IOException, InterruptedException {
    var settings = accepted.config().muster();
    if (settings.takeOverBefore() > System.currentTimeMillis()) {
      return refuse("muster.takeOverBefore is still to come: nothing would be asked of anybody");
    }
    // Before the first logger is made: an unknown value would silence the log.
    System.setProperty("MUSTER_LOG_FORMAT", settings.logFormat().name().toLowerCase(Locale.ROOT));
    var log = LoggerFactory.getLogger(SchedulerMain.class);
    accepted.ignored().forEach(key -> log.atInfo().addKeyValue("key", key).log("ignored setting"));
    var connection =
        kubeconfig.isPresent()
            ? new Connection.Kubeconfig(Files.readString(kubeconfig.get()))
            : new Connection.Surroundings();
    var start =
        new Scheduler.Start(
            connection,
            identity + "_" + UUID.randomUUID(),
            namespace,
            httpPort.orElse(settings.httpPort()),
            version());
    var scheduler =
        Scheduler.start(
            withOptions(accepted.config()),
            start,
            Clock.systemUTC(),
            reason -> {
              log.atError().addKeyValue("reason", reason).log("ends");
              // Not exit: shutdown hooks could outlast the lease of the next leader.
              Runtime.getRuntime().halt(BROKEN);
            });
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              scheduler.close();
              // Else a process that a signal ends says so, though it did what it was told.
              Runtime.getRuntime().halt(0);
            }));
    new CountDownLatch(1).await();
    return 0;
  }

  private SchedulerConfig withOptions(SchedulerConfig config) {
    if (apiWrites.isEmpty()) {
      return config;
    }
    int writes = apiWrites.get();
    if (writes < 1) {
      throw new IllegalArgumentException("--api-writes is " + writes + "; must be 1 or more");
    }
    return config.withWrites(writes);
  }

  private static String version() {
    var version = SchedulerMain.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  private static int refuse(String problem) {
    System.err.println("error: " + problem);
    return REFUSED;
  }
}
