package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.demand.LabelValues;
import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Api.PatchType;
import dev.muster.scheduler.kube.watch.GangEntry;
import dev.muster.scheduler.kube.watch.GangSource;
import dev.muster.scheduler.kube.watch.Kinds;
import dev.muster.scheduler.kube.watch.Meta;
import dev.muster.scheduler.model.Action.Announce;
import dev.muster.scheduler.model.GangId;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells people, as Events on the gang. What is told again is counted up. Above {@value
 * #MOST_PER_SECOND} a second in one namespace they are dropped and counted: they are for reading,
 * and nothing depends on them.
 */
final class Announcer {
  private static final int MOST_PER_SECOND = 10;
  private static final int LONGEST_NAME = 230;
  private static final int LONGEST_MESSAGE = 1024;
  private final Means means;
  private final String instance;
  private final Map<String, Integer> sent = new HashMap<>();
  private long second;
  private long dropped;

  Announcer(Means means, String instance) {
    this.means = means;
    this.instance = instance;
  }

  long dropped() {
    return dropped;
  }

  void tell(Announce announce) {
    long now = means.loop().monotonic() / 1000;
    if (now != second) {
      second = now;
      sent.clear();
    }
    var namespace = announce.gang().namespace();
    if (sent.merge(namespace, 1, Integer::sum) > MOST_PER_SECOND) {
      dropped++;
      return;
    }
    means.log().did(announce.gang(), "announce", announce.reason() + ": " + announce.message());
    var event = event(announce);
    means
        .api()
        .ranked(Api.Rank.LAST)
        .create(
            Kinds.EVENTS,
            namespace,
            event,
            answer -> {
              if (Result.of(answer) == Result.MOVED) {
                countUp(new Api.Ref(Kinds.EVENTS, namespace, Meta.of(event).name()));
              } else if (Result.of(answer) != Result.DONE) {
                dropped++;
              }
            });
  }

  private void countUp(Api.Ref ref) {
    means
        .api()
        .get(
            ref,
            answer -> {
              if (answer instanceof Answer.Done done) {
                long count = done.object().get("count") instanceof Long known ? known : 1;
                var body =
                    Trees.map(
                        "count", count + 1, "lastTimestamp", Trees.seconds(means.loop().now()));
                means.api().patch(ref, "", PatchType.MERGE, body, this::counted);
              } else {
                dropped++;
              }
            });
  }

  private void counted(Answer answer) {
    if (Result.of(answer) != Result.DONE) {
      dropped++;
    }
  }

  private Map<String, @Nullable Object> event(Announce announce) {
    var gang = announce.gang();
    var message =
        announce.message().length() <= LONGEST_MESSAGE
            ? announce.message()
            : announce.message().substring(0, LONGEST_MESSAGE);
    var content = gang.uid() + "/" + announce.reason() + "/" + message;
    var name = gang.name().substring(0, Math.min(gang.name().length(), LONGEST_NAME));
    var time = Trees.seconds(means.loop().now());
    var event = Trees.map("apiVersion", "v1", "kind", "Event");
    event.put(
        "metadata",
        Trees.map(
            "name",
            name + "." + HexFormat.of().toHexDigits(LabelValues.fingerprint(content)),
            "namespace",
            gang.namespace()));
    event.put("involvedObject", involved(gang));
    event.put("type", announce.warning() ? "Warning" : "Normal");
    event.put("reason", announce.reason());
    event.put("message", message);
    event.put("count", 1L);
    event.put("firstTimestamp", time);
    event.put("lastTimestamp", time);
    event.put("source", Trees.map("component", "appwrappers"));
    event.put("reportingComponent", "appwrappers");
    event.put("reportingInstance", instance);
    return event;
  }

  private Map<String, @Nullable Object> involved(GangId gang) {
    var source =
        means.mirror().gang(gang.uid()).map(GangEntry::source).orElse(GangSource.APP_WRAPPERS);
    return Trees.map(
        "apiVersion",
        source.apiVersion(),
        "kind",
        source.kind(),
        "namespace",
        gang.namespace(),
        "name",
        gang.name(),
        "uid",
        gang.uid());
  }
}
