using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Growth.Storefronts;

namespace Growth.Tests.Storefronts;

/// <summary>Youzan's side of the push, with both of its signatures.</summary>
internal static class YouzanSender
{
    public const string ClientId = "test_client_id";
    public const string Secret = "test_client_secret";
    public const string Tid = "E20261123080000000000001";

    /// <summary>Two lines of together 102.00, 2.00 of it postage.</summary>
    public static string Order(string status = "WAIT_SELLER_SEND_GOODS", string payTime = "2026-11-23 08:01:00", string successTime = "", string tid = Tid) => $$"""
        {"full_order_info":{
          "order_info":{"tid":"{{tid}}","status":"{{status}}","created":"2026-11-23 08:00:00","update_time":"2026-11-23 08:02:00","pay_time":"{{payTime}}","success_time":"{{successTime}}","consign_time":{ } },
          "buyer_info":{"yz_open_id":"yzuser1","outer_user_id":"o55Ub5","buyer_phone":"13800138000"},
          "pay_info":{"total_fee":"100.00","post_fee":"2.00","payment":"102.00","deduction_pay":0},
          "orders":[{"oid":"2893201869893533901","item_id":2019949394,"outer_sku_id":"READ-21","num":1,"price":"70.00","total_fee":"70.00","payment":"71.40","is_present":false,"buyer_messages":"{\"邀请码\":\"ABC123\"}"},
                    {"oid":2893201869893533902,"item_id":"7","outer_sku_id":"","num":"3","price":"10.00","total_fee":"30.00","payment":"30.60"}] } }
        """;

    public static string Refund(string type = "REFUND_ONLY") =>
        $$"""{"tid":"{{Tid}}","refund_id":"202611241552353952310720","refunded_fee":"71.40","refund_type":"{{type}}","oids":"2893201869893533901","update_time":"2026-11-24 15:52:36","version":1}""";

    public static string Encode(string json) => Uri.EscapeDataString(json).Replace("%20", "+", StringComparison.Ordinal);

    public static string Sign(string msg) => Md5(Encoding.UTF8.GetBytes(ClientId + msg + Secret));

    /// <summary>The older form: <c>sign</c> in the body covers <c>msg</c> alone.</summary>
    public static WebhookRequest Sent(string type, string content, string id = "6dc15f0b-8682-4812-b635-ab66e199f330", string shop = "111301484") =>
        SentRequest.Post(Envelope(type, Encode(content), id, shop));

    /// <summary>The newer form: <c>Event-Sign</c> covers all of the body, and content may be an object.</summary>
    public static WebhookRequest SentWhole(string type, string content, bool asObject = true)
    {
        var body = Envelope(type, asObject ? JsonNode.Parse(content)! : Encode(content), "msg-1", "111301484", sign: false);
        return Whole(Encoding.UTF8.GetBytes(body));
    }

    public static WebhookRequest Whole(byte[] body) =>
        SentRequest.Post(body, [("event-sign", Md5([.. Encoding.UTF8.GetBytes(ClientId), .. body, .. Encoding.UTF8.GetBytes(Secret)])), ("event-type", "trade"), ("client-id", ClientId)]);

    private static string Envelope(string type, JsonNode msg, string id, string shop, bool sign = true)
    {
        var body = new JsonObject
        {
            ["client_id"] = ClientId, ["id"] = Tid, ["kdt_id"] = long.Parse(shop), ["kdt_name"] = "店", ["mode"] = 1, ["msg"] = msg, ["msg_id"] = id, ["sendCount"] = 1,
            ["status"] = "x", ["test"] = false, ["type"] = type, ["version"] = 1662018756,
        };
        if (sign) body["sign"] = Sign(msg.GetValue<string>());
        return body.ToJsonString();
    }

    private static string Md5(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));
}
