package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.kube.Api;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A wrapped object as it stands in the cluster.
 *
 * @param component which of its gang's wrapped objects it is; -1 if it does not say
 * @param epoch the attempt it was made for; -1 if it does not say
 * @param owner UID of its controlling owner
 * @param source what kind of AppWrapper that is; of no meaning if it is none
 * @param ownerName the name of the owner
 * @param done it says of itself that it ended well
 * @param failed it says of itself that it failed
 * @param trueTypes of its true conditions, in small letters
 */
public record Child(
    Meta meta,
    String apiVersion,
    String kind,
    String gangUid,
    int component,
    int epoch,
    String owner,
    GangSource source,
    String ownerName,
    boolean done,
    boolean failed,
    List<String> trueTypes) {
  /** Far more than any kind has. */
  private static final int MOST_TYPES = 32;

  static Child of(Meta meta, Map<String, @Nullable Object> object) {
    var status = Meta.map(object.get("status"));
    var apiVersion = Meta.text(object.get("apiVersion"));
    var kind = Meta.text(object.get("kind"));
    var done = Kinds.doneCondition(apiVersion, kind);
    var owner = Meta.controller(object);
    return new Child(
        meta,
        apiVersion,
        kind,
        meta.label(Labels.GANG_UID),
        number(meta.label(Labels.COMPONENT)),
        number(meta.label(Labels.EPOCH)),
        meta.owner(),
        GangSource.ofAppWrappers(Meta.text(owner.get("apiVersion"))),
        Meta.text(owner.get("name")),
        kind.equals("RayJob") ? rayJobDone(status) : isTrue(status, done),
        !done.isEmpty() && isTrue(status, "Failed"),
        trueTypes(status));
  }

  static List<String> trueTypes(Map<?, ?> status) {
    var types = new ArrayList<String>();
    for (var condition : Meta.list(status.get("conditions"))) {
      var entry = Meta.map(condition);
      if (types.size() < MOST_TYPES && Meta.text(entry.get("status")).equals("True")) {
        types.add(Meta.text(entry.get("type")).toLowerCase(Locale.ROOT));
      }
    }
    return List.copyOf(types);
  }

  /** Whether it is this gang's; from another namespace anybody could claim that. */
  boolean isOf(Meta gang) {
    return owner.equals(gang.uid()) && meta.namespace().equals(gang.namespace());
  }

  /** Where its gang is, or was. */
  public Api.Ref gang() {
    return new Api.Ref(source.served(), meta.namespace(), ownerName);
  }

  private static boolean rayJobDone(Map<?, ?> status) {
    return Meta.text(status.get("jobDeploymentStatus")).equals("Complete")
        && Meta.text(status.get("jobStatus")).equals("SUCCEEDED");
  }

  private static boolean isTrue(Map<?, ?> status, String type) {
    if (type.isEmpty()) {
      return false;
    }
    for (var condition : Meta.list(status.get("conditions"))) {
      var entry = Meta.map(condition);
      if (Meta.text(entry.get("type")).equals(type)) {
        return Meta.text(entry.get("status")).equals("True");
      }
    }
    return false;
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException foreign) {
      return -1; // not a label that Muster wrote
    }
  }
}
