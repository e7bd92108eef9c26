package dev.muster.simulations.live.store;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rules for references to owners, one of whom may be in control. */
final class Owners {
  private static final List<String> OWNER =
      List.of("apiVersion", "kind", "name", "uid", "controller", "blockOwnerDeletion");

  private Owners() {}

  static void check(List<Map<String, @Nullable Object>> owners, List<Cause> causes) {
    var path = "metadata.ownerReferences";
    var controller = "";
    for (var owner : owners) {
      check(path, owner, causes);
      if (Boolean.TRUE.equals(owner.get("controller"))) {
        var name = Trees.text(owner.get("kind")) + "/" + Trees.text(owner.get("name"));
        if (!controller.isEmpty()) {
          var why =
              "Only one reference can have Controller set to true. Found \"true\" in references for "
                  + controller
                  + " and "
                  + name;
          causes.add(Cause.written(path, json(owners), why));
        } else {
          controller = name;
        }
      }
    }
  }

  private static void check(String path, Map<String, @Nullable Object> owner, List<Cause> causes) {
    var apiVersion = Trees.text(owner.get("apiVersion"));
    if (apiVersion.isEmpty() || apiVersion.split("/", -1).length > 2) {
      var cause = Cause.invalid(path + ".apiVersion", apiVersion, "version must not be empty");
      causes.add(cause);
    }
    for (String field : List.of("kind", "name", "uid")) {
      if (Trees.text(owner.get(field)).isEmpty()) {
        causes.add(Cause.invalid(path + "." + field, "", "must not be empty"));
      }
    }
    if (apiVersion.equals("v1") && "Event".equals(owner.get("kind"))) {
      var why = "/v1, Kind=Event is disallowed from being an owner";
      causes.add(Cause.written(path, json(owner), why));
    }
  }

  private static String json(List<Map<String, @Nullable Object>> owners) {
    return owners.stream().map(Owners::json).collect(Collectors.joining(",", "[", "]"));
  }

  /** An owner in the order in which its fields are declared. */
  private static String json(Map<String, @Nullable Object> owner) {
    return OWNER.stream()
        .filter(owner::containsKey)
        .map(field -> PathElement.json(field) + ":" + PathElement.json(owner.get(field)))
        .collect(Collectors.joining(",", "{", "}"));
  }
}
