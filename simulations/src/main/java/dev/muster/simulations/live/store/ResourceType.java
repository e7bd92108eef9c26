package dev.muster.simulations.live.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One kind of one version that is served. Every request asks for the names that are made of others,
 * so those are made once.
 */
public final class ResourceType {
  private final String group;
  private final String version;
  private final String kind;
  private final String plural;
  private final String singular;
  private final List<String> shortNames;
  private final boolean namespaced;
  private final List<String> subresources;
  private final List<PrinterColumn> columns;
  private final List<String> categories;
  private final String apiVersion;
  private final String qualifiedName;

  /**
   * @param group empty for the core group
   * @param subresources such as {@code status}, {@code binding}, {@code scale}
   * @param categories groups of kinds that it is asked for with, as {@code all}
   */
  public ResourceType(
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
    this.group = group;
    this.version = version;
    this.kind = kind;
    this.plural = plural;
    this.singular = singular;
    this.shortNames = List.copyOf(shortNames);
    this.namespaced = namespaced;
    this.subresources = List.copyOf(subresources);
    this.columns = List.copyOf(columns);
    this.categories = List.copyOf(categories);
    this.apiVersion = group.isEmpty() ? version : group + "/" + version;
    this.qualifiedName = group.isEmpty() ? plural : plural + "." + group;
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

  public String group() {
    return group;
  }

  public String version() {
    return version;
  }

  public String kind() {
    return kind;
  }

  public String plural() {
    return plural;
  }

  public String singular() {
    return singular;
  }

  public List<String> shortNames() {
    return shortNames;
  }

  public boolean namespaced() {
    return namespaced;
  }

  public List<String> subresources() {
    return subresources;
  }

  public List<PrinterColumn> columns() {
    return columns;
  }

  public List<String> categories() {
    return categories;
  }

  public String apiVersion() {
    return apiVersion;
  }

  /** Plural and group, as {@code appwrappers.workload.codeflare.dev}: the same for all versions. */
  public String qualifiedName() {
    return qualifiedName;
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

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof ResourceType type
            && qualifiedName.equals(type.qualifiedName)
            && group.equals(type.group)
            && version.equals(type.version)
            && kind.equals(type.kind)
            && singular.equals(type.singular)
            && shortNames.equals(type.shortNames)
            && namespaced == type.namespaced
            && subresources.equals(type.subresources)
            && columns.equals(type.columns)
            && categories.equals(type.categories));
  }

  @Override
  public int hashCode() {
    return 31 * apiVersion.hashCode() + qualifiedName.hashCode();
  }

  @Override
  public String toString() {
    return apiVersion + " " + kind;
  }
}
