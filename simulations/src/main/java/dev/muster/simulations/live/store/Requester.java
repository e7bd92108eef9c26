package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a request: what authentication found out, what authorization decides by, and what
 * admission webhooks are told.
 *
 * @param uid empty if unknown
 */
public record Requester(
    String name, String uid, List<String> groups, SortedMap<String, List<String>> extra) {
  public static final String MASTERS = "system:masters";
  public static final String AUTHENTICATED = "system:authenticated";
  public static final String UNAUTHENTICATED = "system:unauthenticated";
  public static final Requester ANONYMOUS = of("system:anonymous", UNAUTHENTICATED);

  private static final String SERVICE_ACCOUNT = "system:serviceaccount:";

  public Requester {
    groups = List.copyOf(groups);
    extra = Collections.unmodifiableSortedMap(new TreeMap<>(extra));
  }

  /** A user in these groups. */
  public static Requester of(String name, String... groups) {
    return new Requester(name, "", List.of(groups), new TreeMap<>());
  }

  /**
   * A user in the groups that come with the name alone: those of a service account, or of everybody
   * who is known.
   */
  public static Requester named(String name) {
    return of(name, groupsOf(name).toArray(String[]::new));
  }

  /** A service account, with the groups that it always has. */
  public static Requester serviceAccount(String namespace, String name, String uid) {
    var user = SERVICE_ACCOUNT + namespace + ":" + name;
    return new Requester(user, uid, groupsOf(user), new TreeMap<>());
  }

  public Requester withExtra(SortedMap<String, List<String>> value) {
    return new Requester(name, uid, groups, value);
  }

  private static List<String> groupsOf(String name) {
    var groups = new ArrayList<String>();
    if (name.startsWith(SERVICE_ACCOUNT)) {
      var parts = name.split(":", -1);
      if (parts.length == 4) {
        groups.add("system:serviceaccounts");
        groups.add("system:serviceaccounts:" + parts[2]);
      }
    }
    groups.add(AUTHENTICATED);
    return groups;
  }

  public boolean in(String group) {
    return groups.contains(group);
  }

  /** As {@code authentication.k8s.io/v1} writes it. */
  public Map<String, @Nullable Object> toUserInfo() {
    var result = Trees.of("username", name);
    result = uid.isEmpty() ? result : Trees.put(result, uid, "uid");
    result = groups.isEmpty() ? result : Trees.put(result, groups, "groups");
    return extra.isEmpty() ? result : Trees.put(result, extra, "extra");
  }
}
