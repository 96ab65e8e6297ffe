using System.Collections;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Growth.Embedded.Calls;

/// <summary>
/// One call of a function. Its parts are made when somebody asks for them: most requests ask for none.
/// </summary>
internal sealed class Call(FunctionEntry function, object trigger, IServiceProvider? services, CancellationToken cancellationToken) : FunctionContext
{
    private IServiceProvider? _services = services;
    private string? _id;
    private IDictionary<object, object>? _items;
    private CallFeatures? _features;
    private CallBindings? _bindings;

    /// <summary>A request's call: its scope is the request's own, opened when first asked for.</summary>
    public Call(FunctionEntry function, HttpContext http, CancellationToken cancellationToken)
        : this(function, http, services: null, cancellationToken)
    {
    }

    public FunctionEntry Function => function;

    /// <summary>The request, the timer's information, or the message's text.</summary>
    public object Trigger => trigger;

    public object? Result { get; set; }

    public HttpContext? Http => trigger as HttpContext;

    public override string InvocationId => _id ??= Guid.CreateVersion7().ToString("N");

    public override string FunctionId => function.Id;

    public override FunctionDefinition FunctionDefinition => function;

    public override IServiceProvider InstanceServices
    {
        get => _services ??= Http!.RequestServices;
        set => _services = value;
    }

    public override CancellationToken CancellationToken => cancellationToken;

    public override BindingContext BindingContext => _bindings ??= new CallBindings(Http);

    public override IInvocationFeatures Features => _features ??= new CallFeatures(this);

    public override IDictionary<object, object> Items
    {
        get => _items ??= Http is { } http ? new Dictionary<object, object> { ["HttpRequestContext"] = http } : [];
        set => _items = value;
    }

    private sealed class CallBindings(HttpContext? http) : BindingContext
    {
        private Dictionary<string, object?>? _data;

        public override IReadOnlyDictionary<string, object?> BindingData =>
            _data ??= http?.Request.RouteValues.ToDictionary(value => value.Key, value => value.Value, StringComparer.OrdinalIgnoreCase) ?? [];
    }

    private sealed class CallResult(Call call) : InvocationResult
    {
        public override object? Value
        {
            get => call.Result;
            set => call.Result = value;
        }
    }

    private sealed class CallFeatures : IInvocationFeatures
    {
        private readonly Dictionary<Type, object> _features = [];

        public CallFeatures(Call call) => _features[typeof(InvocationResult)] = new CallResult(call);

        public T? Get<T>() => _features.TryGetValue(typeof(T), out var feature) ? (T)feature : default;

        public void Set<T>(T instance) => _features[typeof(T)] = instance ?? throw new ArgumentNullException(nameof(instance));

        public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => _features.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
