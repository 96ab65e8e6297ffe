-- Lowest program: 0.1.0

-- WeChat Pay's platform certificates, by merchant: the whole of its last list. Public keys; a serial has no leading zeros and is upper case.
create table wechat_certificate (
    mchid text not null,
    serial text not null,
    pem text not null,
    effective_at integer not null,
    expires_at integer not null,
    fetched_at integer not null,
    primary key (mchid, serial)
) without rowid;
