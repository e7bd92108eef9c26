package dev.muster.simulations.live.store;

import java.util.List;

/**
 * One kind of one version that is served.
 *
 * @param group empty for the core group
 * @param categories groups of kinds that it is asked for with, as {@code all}
 * @param subresources such as {@code status}, {@code binding}, {@code scale}
 */
public record ResourceType(
    String group,
    String version,
    String kind,
    String plural,
    String singular,
    List<String> shortNames,
    boolean namespaced,
    List<String> subresources,
    List<PrinterColumn> columns,
    List<String> categories) {
  public ResourceType {
    categories = List.copyOf(categories);
    shortNames = List.copyOf(shortNames);
    subresources = List.copyOf(subresources);
    columns = List.copyOf(columns);
  }

  /** Of no category. */
  public ResourceType(
      String group,
      String version,
      String kind,
      String plural,
      String singular,
      List<String> shortNames,
      boolean namespaced,
      List<String> subresources,
      List<PrinterColumn> columns) {
    this(
        group,
        version,
        kind,
        plural,
        singular,
        shortNames,
        namespaced,
        subresources,
        columns,
        List.of());
  }

  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** Plural and group, as {@code appwrappers.workload.codeflare.dev}: the same for all versions. */
  public String qualifiedName() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  /** Kind and group, as error messages name it. */
  public String qualifiedKind() {
    return group.isEmpty() ? kind : kind + "." + group;
  }

  public String listKind() {
    return kind + "List";
  }

  public boolean has(String subresource) {
    return subresources.contains(subresource);
  }
}
