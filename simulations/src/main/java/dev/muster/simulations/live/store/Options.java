package dev.muster.simulations.live.store;

/**
 * Query options of a request. Empty text and 0 mean "not given".
 *
 * @param resourceVersion for a watch: replay what came after it; empty or {@code 0} begins with the
 *     present objects
 * @param exactVersion for a list: the state of that very version, and none that came later
 * @param fieldManager who writes; by default the user
 * @param fieldValidation {@code Strict}, {@code Warn} or {@code Ignore}
 * @param force whether an apply takes fields from those who own them
 */
public record Options(
    String labelSelector,
    String fieldSelector,
    int limit,
    String continueToken,
    String resourceVersion,
    boolean exactVersion,
    boolean dryRun,
    String fieldManager,
    String fieldValidation,
    boolean force) {
  public static final Options NONE = new Options("", "", 0, "", "", false, false, "", "", false);

  public Options withLabelSelector(String value) {
    return new Options(
        value,
        fieldSelector,
        limit,
        continueToken,
        resourceVersion,
        exactVersion,
        dryRun,
        fieldManager,
        fieldValidation,
        force);
  }

  public Options withFieldSelector(String value) {
    return new Options(
        labelSelector,
        value,
        limit,
        continueToken,
        resourceVersion,
        exactVersion,
        dryRun,
        fieldManager,
        fieldValidation,
        force);
  }

  public Options withLimit(int value) {
    return new Options(
        labelSelector,
        fieldSelector,
        value,
        continueToken,
        resourceVersion,
        exactVersion,
        dryRun,
        fieldManager,
        fieldValidation,
        force);
  }

  public Options withContinueToken(String value) {
    return new Options(
        labelSelector,
        fieldSelector,
        limit,
        value,
        resourceVersion,
        exactVersion,
        dryRun,
        fieldManager,
        fieldValidation,
        force);
  }

  public Options withResourceVersion(String value) {
    return new Options(
        labelSelector,
        fieldSelector,
        limit,
        continueToken,
        value,
        exactVersion,
        dryRun,
        fieldManager,
        fieldValidation,
        force);
  }

  public Options withExactVersion(boolean value) {
    return new Options(
        labelSelector,
        fieldSelector,
        limit,
        continueToken,
        resourceVersion,
        value,
        dryRun,
        fieldManager,
        fieldValidation,
        force);
  }

  public Options withDryRun(boolean value) {
    return new Options(
        labelSelector,
        fieldSelector,
        limit,
        continueToken,
        resourceVersion,
        exactVersion,
        value,
        fieldManager,
        fieldValidation,
        force);
  }

  public Options withFieldManager(String value) {
    return new Options(
        labelSelector,
        fieldSelector,
        limit,
        continueToken,
        resourceVersion,
        exactVersion,
        dryRun,
        value,
        fieldValidation,
        force);
  }

  public Options withFieldValidation(String value) {
    return new Options(
        labelSelector,
        fieldSelector,
        limit,
        continueToken,
        resourceVersion,
        exactVersion,
        dryRun,
        fieldManager,
        value,
        force);
  }

  public Options withForce(boolean value) {
    return new Options(
        labelSelector,
        fieldSelector,
        limit,
        continueToken,
        resourceVersion,
        exactVersion,
        dryRun,
        fieldManager,
        fieldValidation,
        value);
  }

  /** The one name that the field selector lets through; empty if it asks for none. */
  public String selectedName() {
    return FieldSelector.nameIn(fieldSelector);
  }
}
